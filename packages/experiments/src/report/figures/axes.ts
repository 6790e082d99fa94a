/** @file Axes that many figures share. */
import type { ScaleOptions } from "@observablehq/plot";

/** An axis of a fraction, in percent. */
export const percentAxis = (label: string): ScaleOptions => ({
  label: `${label}, %`,
  domain: [0, 100],
  ticks: 5,
  grid: true,
});

/** An axis of train steps. */
export const STEP_AXIS: ScaleOptions = { label: "train steps", ticks: 5 };

/** Multiples of powers of ten that divide a short range, from few to many; neighbours stay so far apart that their labels do. */
const MULTIPLES: readonly (readonly number[])[] = [
  [1, 2, 5],
  [1, 1.5, 2, 3, 5, 7],
];

/** Decades below which powers of ten alone may be fewer than two. */
const FEW_DECADES = 2;

/** The ends of a range in three significant digits. */
const endsOf = (low: number, high: number): number[] => [
  ...new Set([low, high].map((end) => Number(end.toPrecision(3)))),
];

/**
 * Ticks of a logarithmic axis: powers of ten, not more than about six; over a short range 1, 2 and 5 times them, or more
 * multiples, so that there are two at least; over one that has fewer, its ends.
 *
 * @param values each above 0
 */
export const logTicks = (values: readonly number[]): number[] => {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const [low, high] = [Math.log10(least), Math.log10(most)];
  const [first, last] = [Math.floor(low), Math.ceil(high)];
  const every = Math.max(1, Math.ceil((last - first) / 6));
  const powers = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const ticksOf = (factors: readonly number[]) =>
    powers
      .filter((power) => power % every === 0)
      .flatMap((power) => factors.map((f) => Number(`${f}e${power}`)))
      .filter((tick) => tick >= least && tick <= most);
  if (high - low >= FEW_DECADES) return ticksOf([1]);
  const ticks = MULTIPLES.map(ticksOf).find(({ length }) => length >= 2);
  return ticks ?? endsOf(least, most);
};
