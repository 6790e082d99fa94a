/** @file Reads off a drawn panel where its points and ticks lie, for tests of figures. */

/** A symbol with what it shows on hover, px. */
interface DrawnPoint {
  readonly x: number;
  readonly y: number;
  readonly title: string;
}

/** A labelled tick and its place along its axis, px. */
interface DrawnTick {
  readonly text: string;
  readonly at: number;
}

const SYMBOL = /<(?:path|circle) ([^>]*)><title>([^<]*)</g;

/** Circles have their place as centre, other symbols as a translation. */
const placeOf = (attributes: string): [x: number, y: number] => {
  const moved = /translate\(([\d.]+),([\d.]+)\)/.exec(attributes);
  const centre = (name: string) =>
    new RegExp(`\\b${name}="([\\d.]+)"`).exec(attributes)?.[1];
  return [
    Number(moved?.[1] ?? centre("cx")),
    Number(moved?.[2] ?? centre("cy")),
  ];
};

/** The symbols of a panel that have words on hover. */
export const pointsIn = (svg: string): DrawnPoint[] =>
  [...svg.matchAll(SYMBOL)].map(([, attributes = "", title = ""]) => {
    const [x, y] = placeOf(attributes);
    return { x, y, title };
  });

/** The labelled ticks of an axis. */
export const ticksIn = (svg: string, axis: "x" | "y"): DrawnTick[] => {
  const labels = new RegExp(
    `<g [^>]*aria-label="${axis}-axis tick label"[^>]*>(.*?)</g>`,
  ).exec(svg)?.[1];
  const text = /translate\(([\d.]+),([\d.]+)\)[^>]*>([^<]*)</g;
  return [...(labels ?? "").matchAll(text)].map(([, x, y, words = ""]) => ({
    text: words,
    at: Number(axis === "x" ? x : y),
  }));
};
