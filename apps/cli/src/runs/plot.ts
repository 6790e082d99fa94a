/** @file A curve in a terminal, drawn with braille: two dots by four in every character. */

/** A value at a step. */
export interface PlotPoint {
  readonly step: number;
  /** finite */
  readonly value: number;
}

/** How a curve is drawn. */
export interface PlotOptions {
  /** what it shows and its unit, such as "loss, nats" */
  readonly title: string;
  /** characters of a line */
  readonly columns: number;
  /** lines of the drawing, titles and axis aside */
  readonly rows: number;
  /** lowest and highest value of the axis; absent, the curve's own */
  readonly range?: readonly [number, number];
  /** first and last step of the axis; absent, the curve's own */
  readonly steps?: readonly [number, number];
  /** a value of the axis as text */
  readonly format: (value: number) => string;
}

const BLANK = 0x2800;
/** Braille's bits by column and row of the dot, from the top. */
const DOTS = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;
/** Characters that the curve has at least, however long the numbers beside it are. */
const LEAST_CELLS = 8;

/** A grid of dots, (0, 0) at the top left. */
class Canvas {
  readonly #cells: Uint8Array;

  constructor(
    readonly columns: number,
    readonly rows: number,
  ) {
    this.#cells = new Uint8Array(columns * rows);
  }

  #set(x: number, y: number): void {
    const cell = (y >> 2) * this.columns + (x >> 1);
    this.#cells[cell]! |= DOTS[x & 1 ? 1 : 0][y & 3]!;
  }

  /** Draws a straight line between two dots, both included. */
  line([x0, y0]: Dot, [x1, y1]: Dot): void {
    const steps = Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0), 1);
    for (let i = 0; i <= steps; i += 1)
      this.#set(
        Math.round(x0 + ((x1 - x0) * i) / steps),
        Math.round(y0 + ((y1 - y0) * i) / steps),
      );
  }

  /** The text of a row. */
  row(index: number): string {
    const cells = this.#cells.subarray(
      index * this.columns,
      (index + 1) * this.columns,
    );
    return String.fromCharCode(
      ...Array.from(cells, (bits) => BLANK + bits),
    ).replaceAll(String.fromCharCode(BLANK), " ");
  }
}

type Dot = readonly [x: number, y: number];

/** Where a value lies between two ends, in [0, 1]; in the middle where these are one. */
const between = (value: number, low: number, high: number): number =>
  high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0.5;

/** @returns least and most */
export const rangeOf = (values: readonly number[]): readonly [number, number] =>
  values.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity],
  );

function draw(
  points: readonly PlotPoint[],
  canvas: Canvas,
  steps: readonly [number, number],
  [low, high]: readonly [number, number],
): void {
  const dots = points.map(({ step, value }): Dot => {
    const x = between(step, ...steps) * (canvas.columns * 2 - 1);
    const y = (1 - between(value, low, high)) * (canvas.rows * 4 - 1);
    return [Math.round(x), Math.round(y)];
  });
  dots.forEach((dot, i) => canvas.line(dots[i - 1] ?? dot, dot));
}

/** First and last step below the axis, with their unit where there is room. */
function stepLine(
  [first, last]: readonly [number, number],
  cells: number,
): string {
  const right = `step ${last}`;
  if (first === last) return right;
  const gap = cells - String(first).length - right.length;
  return gap >= 1 ? `${first}${" ".repeat(gap)}${right}` : right;
}

/**
 * Draws a curve with its axes; values beyond the range are drawn on its edge.
 *
 * @param points rising by step; none give a sentence in place of the drawing
 * @param options see there
 * @returns lines that end in "\n", none wider than `columns` unless these are fewer than any curve needs
 */
export function plotCurve(
  points: readonly PlotPoint[],
  { title, columns, rows, format, ...axes }: PlotOptions,
): string {
  if (points.length === 0) return `${title}: nothing yet\n`;
  const [low, high] = axes.range ?? rangeOf(points.map(({ value }) => value));
  const steps = axes.steps ?? rangeOf(points.map(({ step }) => step));
  // One value has no range to be labelled at both ends.
  const labels = new Map(
    high > low
      ? [
          [0, format(high)],
          [rows - 1, format(low)],
        ]
      : [[Math.floor(rows / 2), format(low)]],
  );
  const width = Math.max(...[...labels.values()].map(({ length }) => length));
  const cells = Math.max(LEAST_CELLS, columns - width - 2);
  const canvas = new Canvas(cells, rows);
  draw(points, canvas, steps, [low, high]);
  const lines = Array.from({ length: rows }, (_, row) => {
    const label = labels.get(row);
    const tick = label === undefined ? "│" : "┤";
    return `${(label ?? "").padStart(width)} ${tick}${canvas.row(row)}`;
  });
  const indent = " ".repeat(width + 1);
  return [
    title,
    ...lines,
    `${indent}└${"─".repeat(cells)}`,
    `${indent} ${stepLine(steps, cells)}`,
  ]
    .map((line) => `${line.trimEnd()}\n`)
    .join("");
}
