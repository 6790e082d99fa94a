/** @file Shorter words for the same path: tenths of a pixel, steps from point to point rather than places. */

/** Numbers to a tenth of a pixel: smaller files, and no last digit that another processor has otherwise. */
export const tenths = (text: string): string =>
  text.replaceAll(/-?\d+\.\d{2,}(?:e-?\d+)?/g, (digits) =>
    String(Number(Number(digits).toFixed(1))),
  );

/** A whole number of tenths, written without what a path can do without. */
const write = (value: number): string =>
  String(value / 10).replace(/^(-?)0\./, "$1.");

const pair = (x: number, y: number): string =>
  `${write(x)}${y < 0 ? "" : ","}${write(y)}`;

const PLACE = /M(-?[\d.]+),?(-?[\d.]+)/g;

/** A path elsewhere: all its steps but those to a new beginning are from point to point. */
export const movedPath = (d: string, dx: number, dy: number): string => {
  const moved = (from: string, by: number) =>
    Math.round(10 * (Number(from) + by));
  return d.replaceAll(
    PLACE,
    (_, x: string, y: string) => `M${pair(moved(x, dx), moved(y, dy))}`,
  );
};

const COMMAND = /([MLZ])([^MLZ]*)/g;

/** One command with places of x and y, or none. */
const SIMPLE = /^(?:[ML]-?[\d.]+(?:e-?\d+)?,-?[\d.]+(?:e-?\d+)?|Z)+$/;

/** A step of a path, in tenths of a pixel. */
interface Step {
  readonly dx: number;
  readonly dy: number;
}

/** One step in place of two along the same line of the grid, in the same direction. */
const merged = (a: Step, b: Step): Step | undefined => {
  const isLevel = a.dy === 0 && b.dy === 0 && a.dx * b.dx >= 0;
  const isUpright = a.dx === 0 && b.dx === 0 && a.dy * b.dy >= 0;
  return isLevel || isUpright
    ? { dx: a.dx + b.dx, dy: a.dy + b.dy }
    : undefined;
};

const writeStep = ({ dx, dy }: Step): string => {
  if (dy === 0) return `h${write(dx)}`;
  return dx === 0 ? `v${write(dy)}` : `l${pair(dx, dy)}`;
};

/** Adds a step; it lengthens the last one where it can. */
const addStep = (steps: Step[], step: Step): void => {
  const last = steps.at(-1);
  const longer = last && merged(last, step);
  if (longer) steps[steps.length - 1] = longer;
  else steps.push(step);
};

/**
 * Writes a path of straight lines in fewer letters; places are rounded before they are told from each other, so that
 * nothing adds up.
 *
 * @param d a path's data; one with other commands is only rounded
 */
export const compactPath = (d: string): string => {
  if (!SIMPLE.test(d)) return tenths(d);
  let [text, x, y] = ["", 0, 0];
  let steps: Step[] = [];
  const flush = (): void => {
    text += steps.map(writeStep).join("");
    steps = [];
  };
  for (const [, command, place = ""] of d.matchAll(COMMAND)) {
    if (command === "Z") {
      flush();
      text += "Z";
      continue;
    }
    const [toX = 0, toY = 0] = place
      .split(",")
      .map((value) => Math.round(10 * Number(value)));
    if (command === "M") {
      flush();
      text += `M${pair(toX, toY)}`;
    } else addStep(steps, { dx: toX - x, dy: toY - y });
    [x, y] = [toX, toY];
  }
  flush();
  return text;
};
