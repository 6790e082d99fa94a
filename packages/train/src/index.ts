/** @file What this package gives to others. */
export {
  ADAM_W_CHUNK_SIZE,
  adamW,
  adamWFlat,
  adamWScalars,
  type AdamWEntry,
  type AdamWOptions,
  type AdamWScalars,
  type AdamWState,
  type UpdateRule,
} from "./optimizer/adam-w";
export { learningRateAt, type Schedule } from "./optimizer/schedule";
export {
  modelConfigOf,
  parseTrainConfig,
  type TrainConfig,
  type TrainConfigInput,
} from "./config/config";
export { trainConfigJsonSchema, type JsonSchema } from "./config/json-schema";
export {
  CheckpointError,
  ConfigPathError,
  DamagedCheckpointError,
  GoldenCaseError,
  InitialWeightsError,
  NonFiniteLossError,
  NonFiniteWeightsError,
  RunFolderError,
  RunStorageError,
  type DamagedCheckpoint,
  type KeptState,
} from "./errors";
export type {
  CheckpointEvent,
  CompiledEvent,
  DoneEvent,
  EvaluatingEvent,
  EvaluationEvent,
  StartEvent,
  StepEvent,
  StoppedEarlyEvent,
  TrainEvent,
  WarningEvent,
} from "./events";
export {
  trainConfigOf,
  writeImportedRun,
  type ImportRequest,
  type LearnedTask,
  type RawTrainConfig,
} from "./run/imported-run";
export {
  checkInitialWeights,
  type InitialWeights,
  type WeightsRecord,
} from "./run/initial-weights";
export type { EvaluationValues } from "./log/evaluation-values";
export type {
  EvaluationMetrics,
  MetricsLine,
  StepMetrics,
} from "./log/metrics-line";
export { readMetrics } from "./log/metrics-log";
export {
  loadRun,
  readRunConfig,
  type LoadedRun,
  type LoadOptions,
} from "./run/load-run";
export type { RunRequest } from "./run/open-run";
export { runPaths } from "./run/run-folder";
export type { ImportRecord, RunRecord } from "./run/run-record";
export { readCurves, type CurvesRequest, type RunCurves } from "./runs/curves";
export type { CurvePoint } from "./runs/curve-bins";
export { listRuns } from "./runs/list-runs";
export type { RunCheckpoint } from "./runs/run-checkpoints";
export {
  describeRunDetails,
  type ConfigDifference,
  type RunDetails,
} from "./runs/run-details";
export { describeRunState, type RunState } from "./runs/run-state";
export { train } from "./train";
export type { StoppedEarly } from "./run/early-stop";
export type {
  EvaluatedModel,
  TrainingEnd,
  TrainOptions,
  TrainResult,
} from "./train-options";
export { initialState, type TrainState } from "./run/train-state";
export {
  compileTrainStep,
  createTrainStep,
  type CompiledDepth,
  type StepResult,
  type TrainStep,
} from "./step/train-step";
export type { TrainStepSpec } from "./step/feeds";
export { findCases } from "./verify/find-cases";
export {
  verifyCase,
  type CaseReport,
  type QuantityReport,
} from "./verify/verify-case";
export {
  verifyRun,
  type VerifyRunEvent,
  type VerifyRunOptions,
  type VerifyRunResult,
} from "./verify-run/verify-run";
