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
} from "./optimizer/adam-w";
export {
  newestCheckpoint,
  readCheckpoint,
  readCheckpointModel,
  writeCheckpoint,
} from "./run/checkpoint";
export {
  modelConfigOf,
  parseTrainConfig,
  type TrainConfig,
  type TrainConfigInput,
} from "./config/config";
export { trainConfigJsonSchema, type JsonSchema } from "./config/json-schema";
export {
  CheckpointError,
  GoldenCaseError,
  InitialWeightsError,
  NonFiniteLossError,
  RunFolderError,
} from "./errors";
export type {
  CheckpointEvent,
  CompiledEvent,
  DoneEvent,
  EvaluationEvent,
  StartEvent,
  StepEvent,
  TrainEvent,
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
export {
  readMetrics,
  type EvaluationMetrics,
  type MetricsLine,
  type StepMetrics,
} from "./log/metrics-log";
export {
  loadRun,
  readRunConfig,
  type LoadedRun,
  type RunRequest,
} from "./run/open-run";
export { runPaths, type ImportRecord, type RunRecord } from "./run/run-folder";
export {
  train,
  type EvaluatedModel,
  type TrainOptions,
  type TrainResult,
} from "./train";
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
