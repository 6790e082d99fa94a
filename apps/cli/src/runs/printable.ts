/** @file Text from files and folders that may come from anywhere. */

/** Text without characters that steer a terminal or cannot be seen, each of which becomes "?". */
export const printable = (text: string): string =>
  text.replaceAll(/\p{C}/gu, "?");

/** The same of a text of several lines. */
export const printableLines = (text: string): string =>
  text.split("\n").map(printable).join("\n");

/** Text of at most so many characters; what is left out of the middle becomes "…". */
export function shorten(text: string, most: number): string {
  const characters = [...text];
  if (characters.length <= most) return text;
  const tail = Math.floor((most - 1) / 2);
  const head = Math.max(0, most - 1 - tail);
  return [
    ...characters.slice(0, head),
    "…",
    ...characters.slice(characters.length - tail),
  ].join("");
}
