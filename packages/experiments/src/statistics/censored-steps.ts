/** @file Steps until something happens, where some runs end before it does. */
import { StatisticsError } from "./errors";

/** When a run reached its mark, or how long it was watched in vain. */
export interface CensoredRun {
  /** step at which the mark was reached; absent where it was not */
  readonly reached?: number;
  /** last step at which the run was looked at */
  readonly until: number;
}

/** One step of the Kaplan-Meier curve. */
export interface SurvivalPoint {
  readonly step: number;
  /** share of runs that have not reached the mark after this step */
  readonly surviving: number;
}

/** What is known of the steps to a mark. */
export interface CensoredSteps {
  /** runs */
  readonly n: number;
  /** runs that reached the mark */
  readonly reached: number;
  /** Kaplan-Meier median, steps; absent where at least half of the runs are not known to have reached the mark */
  readonly median?: number;
  /** last step at which any run was looked at: without a median, it lies beyond */
  readonly horizon: number;
  /** mean of min(steps, horizon), steps: the area under the Kaplan-Meier curve up to the horizon */
  readonly restrictedMean: number;
}

/** One run as survival analysis sees it. */
interface Observation {
  readonly step: number;
  readonly event: boolean;
}

/**
 * Reads runs as observations.
 *
 * @throws {StatisticsError} when there is none, a step is negative or not finite, or a mark is reached after the last look
 */
export const observe = (runs: readonly CensoredRun[]): Observation[] => {
  const wrong = runs.find(
    ({ reached = 0, until }) =>
      !(Number.isFinite(until) && reached >= 0 && reached <= until),
  );
  if (runs.length === 0 || wrong)
    throw new StatisticsError(
      `Steps to a mark need at least one run, each with 0 <= reached <= until, received ${wrong ? `reached ${wrong.reached ?? "never"} until ${wrong.until}` : "none"}; take both from the same curve.`,
    );
  return runs.map(({ reached, until }) => ({
    step: reached ?? until,
    event: reached !== undefined,
  }));
};

/** Runs at risk and runs that reach the mark, at each step at which any does. */
export const eventTable = (
  observations: readonly Observation[],
): { step: number; atRisk: number; events: number }[] => {
  const steps = observations.filter(({ event }) => event).map((o) => o.step);
  return [...new Set(steps)]
    .sort((a, b) => a - b)
    .map((step) => ({
      step,
      atRisk: observations.filter((o) => o.step >= step).length,
      events: steps.filter((other) => other === step).length,
    }));
};

/**
 * The Kaplan-Meier curve of runs that have not yet reached the mark.
 *
 * S(t) = product over steps t_i <= t of (1 - reached_i / at risk_i)
 *
 * @throws {StatisticsError} as {@link observe}
 * @see Kaplan and Meier 1958, "Nonparametric estimation from incomplete observations".
 */
export const survivalCurve = (
  runs: readonly CensoredRun[],
): SurvivalPoint[] => {
  let surviving = 1;
  return eventTable(observe(runs)).map(({ step, atRisk, events }) => {
    surviving *= 1 - events / atRisk;
    return { step, surviving };
  });
};

/** Half, but for the rounding of a product. */
const HALF = 0.5 + 1e-12;

/**
 * Steps to a mark over seeds, runs that never reached it included.
 *
 * @throws {StatisticsError} as {@link observe}
 */
export const censoredSteps = (runs: readonly CensoredRun[]): CensoredSteps => {
  const curve = survivalCurve(runs);
  const horizon = Math.max(...runs.map(({ until }) => until));
  const ends = [...curve.slice(1).map(({ step }) => step), horizon];
  const area = curve.reduce(
    (sum, { step, surviving }, i) => sum + surviving * (ends[i]! - step),
    curve[0]?.step ?? horizon,
  );
  return {
    n: runs.length,
    reached: runs.filter(({ reached }) => reached !== undefined).length,
    median: curve.find(({ surviving }) => surviving <= HALF)?.step,
    horizon,
    restrictedMean: area,
  };
};
