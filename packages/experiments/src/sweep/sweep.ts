/** @file A sweep as its readers see it: the plan, and what has been found so far. */
import type { Plan, PlannedRun } from "../plan/plan";
import type { RunRecord } from "../record/record";

/** A sweep, read from its own folder or from a collected one. */
export interface Sweep {
  readonly plan: Plan;
  /** by id */
  readonly records: ReadonlyMap<string, RunRecord>;
  /** runs without a record, in the plan's order */
  readonly missing: readonly PlannedRun[];
}
