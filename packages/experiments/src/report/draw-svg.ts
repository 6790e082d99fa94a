/** @file Observable Plot on a document without a browser: one `<svg>` with equal bytes for equal options. */
import { plot, type PlotOptions } from "@observablehq/plot";
import { parseHTML } from "linkedom";

/** A start tag; text between tags has no `<` of its own, attribute values no `"`. */
const TAG = /<[a-zA-Z][^\s/>]*(?:\s+[^\s=]+="[^"]*")*\s*\/?>/g;

const ATTRIBUTE = / ([^\s=]+)="([^"]*)"/g;

/** Rewrites the value of every attribute. */
const mapAttributes = (
  svg: string,
  rewrite: (value: string, name: string) => string,
): string =>
  svg.replaceAll(TAG, (tag) =>
    tag.replaceAll(
      ATTRIBUTE,
      (_, name: string, value: string) => ` ${name}="${rewrite(value, name)}"`,
    ),
  );

/** HTML lets `<` stand in a value, XML does not. */
const escapeTags = (value: string): string =>
  value.replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Renames what is defined, and what refers to it. */
const renameIds = (svg: string, rename: (id: string) => string): string =>
  mapAttributes(svg, (value, name) =>
    name === "id"
      ? rename(value)
      : value.replaceAll(
          /url\(#([^)]+)\)/g,
          (_, id: string) => `url(#${rename(id)})`,
        ),
  );

/** Plot numbers its clips over the whole process; here they count from 1 in each drawing. */
const withLocalIds = (svg: string): string => {
  const ids: string[] = [];
  const numberOf = (id: string): number => {
    if (!ids.includes(id)) ids.push(id);
    return ids.indexOf(id) + 1;
  };
  return renameIds(svg, (id) => `def-${numberOf(id)}`);
};

const GEOMETRY: ReadonlySet<string> = new Set([
  ...["d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy"],
  ...["width", "height", "transform"],
]);

/** Positions to a hundredth of a pixel: smaller files, and no last digit that another processor has otherwise. */
const roundPositions = (value: string, name: string): string =>
  GEOMETRY.has(name)
    ? value.replaceAll(/-?\d+\.\d{3,}(?:e-?\d+)?/g, (digits) =>
        String(Number(Number(digits).toFixed(2))),
      )
    : value;

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
  return withLocalIds(
    mapAttributes(svg.outerHTML, (value, name) =>
      escapeTags(roundPositions(value, name)),
    ),
  );
};

/** Gives the ids of a drawing a prefix, for a document that holds several. */
export const withIdPrefix = (svg: string, prefix: string): string =>
  renameIds(svg, (id) => `${prefix}-${id}`);
