/** @file What `@trm/experiments` gives to others. */
export { SuiteError, SweepError } from "./errors";
export { suiteJsonSchema } from "./suite/json-schema";
export { parseSuite } from "./suite/parse-suite";
export type { Override } from "@trm/train/raw-config";
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
export { PLAN as PLAN_FILE, readPlan, writePlan } from "./plan/plan-file";
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
  writeFailure,
} from "./sweep/failure";
export {
  missingCounts,
  type MissingCounts,
  missingWords,
} from "./sweep/missing-words";
export { isCollected, readSweep } from "./sweep/read-sweep";
export {
  readReusable,
  type ReusableRecord,
  reuseRecords,
} from "./sweep/reuse-records";
export {
  runStatus,
  type RunStatus,
  type StatusOptions,
} from "./sweep/run-status";
export { defaultSweepFolder, runFolder } from "./sweep/sweep-folder";
export { judgeClaims } from "./claims/judge-claims";
export type {
  ClaimNumbers,
  JudgedClaim,
  Successes,
  Verdict,
} from "./claims/judged-claim";
export { metricOf } from "./claims/metric";
export {
  type CellSummary,
  type StepsTo,
  stepsToThreshold,
  summarizeCells,
} from "./claims/summarize-cells";
export {
  type CensoredRun,
  type CensoredSteps,
  censoredSteps,
  survivalCurve,
  type SurvivalPoint,
} from "./statistics/censored-steps";
export {
  type Difference,
  pairedDifference,
  welchDifference,
} from "./statistics/difference";
export { StatisticsError } from "./statistics/errors";
export { holm } from "./statistics/holm";
export {
  type Interaction,
  interaction,
  type TwoByTwo,
} from "./statistics/interaction";
export { logRank, type LogRank } from "./statistics/log-rank";
export {
  type Bounds,
  type MeanInterval,
  meanInterval,
} from "./statistics/mean-interval";
export {
  type ExampleDifference,
  type ExamplePair,
  pairedClusters,
  pairedExamples,
} from "./statistics/paired-examples";
export {
  permutationTest,
  type PermutationTest,
} from "./statistics/permutation-test";
export { clopperPearson, fisherExact } from "./statistics/success-counts";
export {
  type CellComparison,
  compareSweeps,
  type LoneRun,
  type MetricComparison,
  type SweepComparison,
  type SweepIdentity,
} from "./compare/compare-sweeps";
export {
  comparisonMarkdown,
  comparisonSentences,
  comparisonTable,
  type ComparisonTable,
  comparisonText,
} from "./compare/comparison-text";
export type { ConfigChange } from "./compare/config-changes";
