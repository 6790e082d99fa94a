/** @file How wide words are in the font of the image files. */
import { Resvg } from "@resvg/resvg-js";
import { escapeMarkup } from "../page/html";
import { FILE_FONT, fileFont } from "./font";

/** Measured at this size, px; widths are proportional. */
const SIZE = 100;

/** Weights that the files use. */
export type Weight = 400 | 700;

const known = new Map<string, number>();

/** From the first to the last dot of ink. */
const inkWidth = (text: string, weight: Weight): number => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><text font-family="${FILE_FONT}" font-size="${SIZE}" font-weight="${weight}">${escapeMarkup(text)}</text></svg>`;
  return new Resvg(svg, { font: fileFont() }).getBBox()?.width ?? 0;
};

/** Between bars, so that blanks at the ends count. */
const measured = (text: string, weight: Weight): number => {
  const key = `${weight} ${text}`;
  const width =
    known.get(key) ?? inkWidth(`|${text}|`, weight) - inkWidth("||", weight);
  known.set(key, width);
  return width;
};

/** The width of one line, px; each word is measured once in a process. */
export const textWidth = (
  text: string,
  size: number,
  weight: Weight = 400,
): number =>
  (text
    .split(/(?<= )|(?= )/)
    .reduce((sum, word) => sum + measured(word, weight), 0) *
    size) /
  SIZE;
