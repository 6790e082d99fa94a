/** @file Draws one panel: Observable Plot on a document without a browser, made fit to stand in a page and in a file. */
import { plot, type PlotOptions } from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { PANEL_WIDTH, type Panel } from "./figure";

/** What a panel shows, in the words of Observable Plot. */
export interface PanelOptions extends Omit<
  PlotOptions,
  "document" | "width" | "style" | "className" | "title" | "caption"
> {
  /** what tells this panel from its neighbours */
  readonly title: string;
  /** one sentence for those who cannot see it: what lies along x and y, and what is drawn */
  readonly description: string;
}

/** Text of panels, px: readable on a phone, where a panel is as wide as here. */
const FONT_SIZE = 11.5;

/** Fonts are as wide as DejaVu's at most; the files have that one, the page its reader's. */
const FONT = "DejaVu Sans, sans-serif";

const SHAPE = {
  width: PANEL_WIDTH,
  height: 230,
  marginLeft: 46,
  marginRight: 16,
  marginTop: 24,
  marginBottom: 40,
} as const;

/** Points are links for the pointer alone: a plot has hundreds, and the run table has them all. */
const quietLinks = (svg: ReturnType<typeof plot>): void => {
  for (const link of svg.querySelectorAll("a")) {
    link.setAttribute("tabindex", "-1");
    const href = link.getAttribute("xlink:href") ?? link.getAttribute("href");
    link.removeAttribute("xlink:href");
    if (href !== null) link.setAttribute("href", href);
  }
};

/** Plot numbers its clips over the whole process; here they count from 1 in each panel. */
const withLocalIds = (text: string): string => {
  const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id ?? "");
  return ids.reduce(
    (svg, id, i) =>
      svg
        .replaceAll(` id="${id}"`, ` id="def-${i + 1}"`)
        .replaceAll(`url(#${id})`, `url(#def-${i + 1})`),
    text,
  );
};

const GEOMETRY = / (?:d|x|y|x1|x2|y1|y2|cx|cy|width|height|transform)="[^"]*"/g;

/** Positions to a hundredth of a pixel: smaller files, and no last digit that another processor has otherwise. */
const withRoundPositions = (text: string): string =>
  text.replaceAll(GEOMETRY, (attribute) =>
    attribute.replaceAll(/-?\d+\.\d{3,}(?:e-?\d+)?/g, (digits) =>
      String(Number(Number(digits).toFixed(2))),
    ),
  );

/**
 * Draws one panel.
 *
 * Axis labels should have units; `title` channels are what the pointer shows, `href` channels are anchors of the page.
 * Fonts, width and colours of the ground are set here.
 *
 * @returns the panel; equal options give equal bytes
 */
export const plotPanel = ({
  title,
  description,
  ...options
}: PanelOptions): Panel => {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const svg = plot({ ...SHAPE, ...options, className: "plot", document });
  for (const style of svg.querySelectorAll("style")) style.remove();
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  svg.setAttribute("class", "plot");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", `${title}. ${description}`);
  svg.setAttribute("font-family", FONT);
  svg.setAttribute("font-size", String(FONT_SIZE));
  svg.setAttribute("color", "var(--text)");
  quietLinks(svg);
  return { title, svg: withRoundPositions(withLocalIds(svg.outerHTML)) };
};
