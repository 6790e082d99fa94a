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
export type { DecodeRequest, DecodeResult, Decoder } from "./decoder";
export { argmax, chooseToken, type DrawAddress, sampleToken } from "./decoding";
export {
  EvaluationError,
  InvalidDecodeRequestError,
  InvalidLogitsError,
  ParameterCountError,
  SequenceTooLongError,
} from "./errors";
export { evaluate, type EvaluateOptions, type Evaluation } from "./evaluate";
export {
  evaluationSet,
  type EvaluationSetAddress,
  hashExamples,
} from "./evaluation-set";
export {
  createUncachedDecoder,
  type UncachedDecoder,
  type UncachedDecoderOptions,
} from "./uncached-decoder";
