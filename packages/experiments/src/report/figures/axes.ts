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
