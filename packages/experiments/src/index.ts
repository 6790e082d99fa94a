/** @file What `@trm/experiments` gives to others. */
export { SuiteError, SweepError } from "./errors";
export { parseSuite } from "./suite/parse-suite";
export type { Override } from "./suite/raw-config";
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
export { codeVersion } from "./plan/code-version";
export { expandSuite, type ExpandOptions } from "./plan/expand-suite";
export { readPlan, writePlan } from "./plan/plan-file";
export { cellKey, matches, matchingCells } from "./plan/selector";
export {
  executeRun,
  type ExecuteOptions,
  type Execution,
} from "./run/execute-run";
export { collect } from "./sweep/collect";
export {
  forgetFailure,
  isRetriable,
  readFailure,
  type RunFailure,
} from "./sweep/failure";
export { readSweep } from "./sweep/read-sweep";
export {
  runStatus,
  type RunStatus,
  type StatusOptions,
} from "./sweep/run-status";
export { defaultSweepFolder, runFolder } from "./sweep/sweep-folder";
