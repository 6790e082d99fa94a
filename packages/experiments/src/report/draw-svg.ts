/** @file Observable Plot on a document without a browser: one `<svg>` with equal bytes for equal options. */
import { plot, type PlotOptions } from "@observablehq/plot";
import { parseHTML } from "linkedom";

/** Plot numbers its clips over the whole process; here they count from 1 in each drawing. */
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

/** Points are links for the pointer alone: a plot has hundreds, and the run table has them all. */
const quietLinks = (svg: ReturnType<typeof plot>): void => {
  for (const link of svg.querySelectorAll("a")) {
    const href = link.getAttribute("xlink:href") ?? link.getAttribute("href");
    link.removeAttribute("xlink:href");
    link.setAttribute("tabindex", "-1");
    if (href !== null) link.setAttribute("href", href);
  }
};

/**
 * Draws.
 *
 * @param options of Plot; no legend and no title, which would be HTML
 * @param attributes of the `<svg>`
 */
export const drawSvg = (
  options: PlotOptions,
  attributes: Readonly<Record<string, string>>,
): string => {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const svg = plot({ ...options, className: "plot", document });
  for (const style of svg.querySelectorAll("style")) style.remove();
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  for (const [name, value] of Object.entries(attributes))
    svg.setAttribute(name, value);
  quietLinks(svg);
  return withRoundPositions(withLocalIds(svg.outerHTML));
};

/** Gives the ids of a drawing a prefix, for a document that holds several. */
export const withIdPrefix = (svg: string, prefix: string): string =>
  svg
    .replaceAll(/ id="(def-\d+)"/g, ` id="${prefix}-$1"`)
    .replaceAll(/url\(#(def-\d+)\)/g, `url(#${prefix}-$1)`);
