/** @file Observable Plot on a document without a browser: one `<svg>` with equal bytes for equal options. */
import { plot, type PlotOptions } from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { compactPath, tenths } from "./compact-path";
import { compactSvg } from "./compact-svg";
import { escapeMarkup } from "./page/html";
import { safeText } from "./safe-text";

/** A start tag; text between tags has no `<` of its own, attribute values no `"`. */
const TAG = /<[a-zA-Z][^\s/>]*(?:\s+[^\s=]+="[^"]*")*\s*\/?>/g;

const ROOT = new RegExp(`^${TAG.source}`);

const ATTRIBUTE = / ([^\s=]+)="([^"]*)"/g;

const STYLE = /<style>[^<]*<\/style>/g;

/** Rewrites every attribute. */
const mapAttributes = (
  svg: string,
  rewrite: (name: string, value: string) => string,
): string =>
  svg.replaceAll(TAG, (tag) =>
    tag.replaceAll(ATTRIBUTE, (_, name: string, value: string) =>
      rewrite(name, value),
    ),
  );

const attribute = (name: string, value: string): string =>
  ` ${name}="${value}"`;

/** Renames what is defined, and what refers to it. */
const renameIds = (svg: string, rename: (id: string) => string): string =>
  mapAttributes(svg, (name, value) =>
    attribute(
      name,
      name === "id"
        ? rename(value)
        : value.replaceAll(
            /url\(#([^)]+)\)/g,
            (_, id: string) => `url(#${rename(id)})`,
          ),
    ),
  );

/** Plot numbers its clips over the whole process; here they count from 1 in each drawing. */
const withLocalIds = (svg: string): string => {
  const ids: string[] = [];
  return renameIds(svg, (id) => {
    if (!ids.includes(id)) ids.push(id);
    return `def-${ids.indexOf(id) + 1}`;
  });
};

const GEOMETRY: ReadonlySet<string> = new Set([
  ...["x", "y", "x1", "x2", "y1", "y2", "cx", "cy"],
  ...["width", "height", "transform"],
]);

/** An attribute as XML has it, where HTML would let `<` stand. */
const clean = (name: string, value: string): string => {
  // Points are links for the pointer alone: a plot has hundreds, and the run table has them all.
  if (name === "href" || name === "xlink:href")
    return attribute("tabindex", "-1") + attribute("href", value);
  // As it would be without.
  if (name === "fill" && value === "inherit") return "";
  // Plot names kinds of marks, which tells nobody anything, and has a class for a style of its own.
  if (name === "aria-label" && !value.endsWith("label")) return "";
  if (name === "class") return "";
  if (name === "d") return attribute(name, compactPath(value));
  const escaped = value.replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return attribute(name, GEOMETRY.has(name) ? tenths(escaped) : escaped);
};

/** Sets attributes of the outermost element. */
const withAttributes = (
  svg: string,
  attributes: Readonly<Record<string, string>>,
): string =>
  svg.replace(ROOT, (root) => {
    const others = root.replaceAll(ATTRIBUTE, (whole, name: string) =>
      Object.hasOwn(attributes, name) ? "" : whole,
    );
    const added = Object.entries(attributes).map(([name, value]) =>
      attribute(name, escapeMarkup(value)),
    );
    return others.replace("<svg", `<svg${added.join("")}`);
  });

// The DOM's types are a browser's; of it these two are needed.
const memberOf = (object: unknown, name: string): unknown =>
  typeof object === "object" && object !== null
    ? Reflect.get(object, name)
    : undefined;

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
  const page: unknown = parseHTML("<!doctype html><html><body></body></html>");
  const document = memberOf(page, "document");
  const svg: unknown = plot({ ...options, className: "plot", document });
  const markup = safeText(String(memberOf(svg, "outerHTML")));
  const text = markup.replaceAll(STYLE, "");
  const drawing = compactSvg(withLocalIds(mapAttributes(text, clean)));
  return withAttributes(drawing, {
    "stroke-linejoin": "round",
    ...attributes,
  });
};

/** Gives the ids of a drawing a prefix, for a document that holds several. */
export const withIdPrefix = (svg: string, prefix: string): string =>
  renameIds(svg, (id) => `${prefix}-${id}`);
