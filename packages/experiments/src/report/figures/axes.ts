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

const STEPS_OF_TEN = [1, 2, 5] as const;

/** Decades below which powers of ten alone are too few ticks. */
const FEW_DECADES = 1.5;

/**
 * Ticks of a logarithmic axis: powers of ten, not more than about six; over a short range 1, 2 and 5 times them.
 *
 * @param values each above 0
 */
export const logTicks = (values: readonly number[]): number[] => {
  const low = Math.log10(Math.min(...values));
  const high = Math.log10(Math.max(...values));
  const [first, last] = [Math.floor(low), Math.ceil(high)];
  const factors = high - low < FEW_DECADES ? STEPS_OF_TEN : [1];
  const every = Math.max(1, Math.ceil((last - first) / 6));
  const powers = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  return powers
    .filter((power) => power % every === 0)
    .flatMap((power) => factors.map((f) => Number(`${f}e${power}`)))
    .filter((tick) => Math.log10(tick) >= low && Math.log10(tick) <= high);
};
