/** @file Names that are longer than their place in a panel. */
import { textWidth } from "./files/measure-text";
import { PANEL_TEXT } from "./panel-text";

const ELLIPSIS = "…";

const fits = (text: string, room: number): boolean =>
  // No letter is wider than high; most names need no measuring.
  [...text].length * PANEL_TEXT <= room || textWidth(text, PANEL_TEXT) <= room;

/**
 * A text of a panel as far as there is room for it.
 *
 * @param room in px
 * @returns the text; one that is too long without its end, an ellipsis in its place
 */
export const shortened = (text: string, room: number): string => {
  if (fits(text, room)) return text;
  const letters = [...text];
  const cut = (length: number) =>
    `${letters.slice(0, length).join("").trimEnd()}${ELLIPSIS}`;
  let [some, tooMany] = [0, letters.length];
  while (tooMany - some > 1) {
    const length = Math.floor((some + tooMany) / 2);
    if (fits(cut(length), room)) some = length;
    else tooMany = length;
  }
  return cut(some);
};

/** What is shown on hover: the whole text where it is shortened. */
export const wholeOf = (text: string, room: number): string | undefined =>
  fits(text, room) ? undefined : text;
