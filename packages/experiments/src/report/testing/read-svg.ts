/** @file Reads off a drawn panel where its points and ticks lie, for tests of figures. */
import { placesIn } from "./places-in";

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

/** Circles have their place as centre; of other symbols it is the mean of the corners. */
const placeOf = (attributes: string): [x: number, y: number] => {
  const valueOf = (name: string) =>
    new RegExp(`\\b${name}="([^"]+)"`).exec(attributes)?.[1];
  const d = valueOf("d");
  if (d === undefined) return [Number(valueOf("cx")), Number(valueOf("cy"))];
  const corners = placesIn(d);
  const mean = (axis: 0 | 1) =>
    corners.reduce((sum, place) => sum + place[axis], 0) / corners.length;
  return [mean(0), mean(1)];
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
  const text = /<text x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</g;
  return [...(labels ?? "").matchAll(text)].map(([, x, y, words = ""]) => ({
    text: words,
    at: Number(axis === "x" ? x : y),
  }));
};
