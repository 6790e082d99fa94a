/** @file Public names of `@trm/eval`. */
export {
  type AnsweredItem,
  collectAnswers,
  type CollectedAnswers,
  type CollectOptions,
  type EvaluationProgress,
} from "./collect-answers";
export {
  type CheckedRequest,
  checkRequest,
  type ModelLimits,
} from "./decode-request";
export {
  createDecoder,
  type ModelArtefact,
  type ModelInMemory,
} from "./create-decoder";
export type {
  DecodeRequest,
  DecodeResult,
  Decoder,
  ModelDecoder,
} from "./decoder";
export { argmax, chooseToken, type DrawAddress, fillNoise } from "./decoding";
export {
  EvaluationError,
  InvalidDecodeRequestError,
  InvalidLogitsError,
  NonFiniteParameterError,
  ParameterCountError,
  ProbeError,
  SequenceTooLongError,
} from "./errors";
export { evaluate, type EvaluateOptions, type Evaluation } from "./evaluate";
export {
  evaluationSet,
  type EvaluationSetAddress,
  hashExamples,
} from "./evaluation-set";
export type { PassPlace } from "./describe-pass";
export { checkParameters } from "./parameters";
export {
  createProbe,
  type ModelProbe,
  type Probe,
  type ProbeBatch,
  probeModel,
  type ProbeOptions,
} from "./probe";
export { streamAnswer, type StreamOptions } from "./stream-answer";
export {
  type Prediction,
  type RecursionTrace,
  traceRecursion,
  type TracedPass,
  type TraceOptions,
} from "./trace-recursion";
export {
  createUncachedDecoder,
  type UncachedDecoderOptions,
} from "./uncached-decoder";
