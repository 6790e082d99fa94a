/** @file What `@trm/experiments` gives to others. */
export type {
  Axes,
  Block,
  Claim,
  PaperNumber,
  ProfileOverride,
  RawConfig,
  Selector,
  Suite,
} from "./suite/schema";
export type {
  FinalEvaluation,
  Plan,
  PlannedCell,
  PlannedRun,
  PlannedSuite,
} from "./plan/plan";
export type {
  CurvePoint,
  EvaluationValues,
  FinalResult,
  RunEnding,
  RunRecord,
} from "./record/record";
export {
  type EvaluationRequest,
  Evaluator,
  type EvaluatorOptions,
} from "./run/evaluator";
export type { Sweep } from "./sweep/sweep";
