/** @file A sweep as its readers see it: the plan, and what has been found so far. */
import type { Plan, PlannedRun } from "../plan/plan";
import type { RunRecord } from "../record/record";
import type { RunFailure } from "./failure";

/** A sweep, read from its own folder or from a collected one. */
export interface Sweep {
  readonly plan: Plan;
  /** by id */
  readonly records: ReadonlyMap<string, RunRecord>;
  /** runs without a record, in the plan's order */
  readonly missing: readonly PlannedRun[];
  /** why runs that are missing have failed, by id; the others are still to be done, or at it */
  readonly failures: ReadonlyMap<string, RunFailure>;
}
