/** @file What this package gives to others. */
export {
  ARCHITECTURES,
  ARCHITECTURE_IDS,
  BLOCK_NORM,
  BLOCKS,
  GRADIENT,
  HALTING,
  INITIAL_STATE,
  Q_POSITION,
  REFERENCE_IDS,
  STATE_NORM,
  STREAMS,
  SUPERVISION,
  resolveArchitecture,
  type ArchitectureId,
  type ArchitectureRow,
  type Design,
} from "./architectures";
export {
  blockPasses,
  cachedPasses,
  countSteps,
  gradientPasses,
  passesPerStep,
} from "./block-passes";
export {
  solveComputeBudget,
  type ComputeBudget,
  type Loops,
} from "./compute-budget";
export {
  carriedLoss,
  teachesHalting,
  type CarriedLoss,
  type Running,
} from "./carried-loss";
export { MODEL_CONFIG_KEYS, parseModelConfig } from "./config";
export type { ModelConfig } from "./model-config";
export type { Decoding, KeyValue } from "./decoding";
export { detach } from "./detach";
export { embed, readout } from "./embedding";
export {
  ConfigError,
  ReferenceStateError,
  SafetensorsError,
  ShapeError,
  UnknownArchitectureError,
} from "./errors";
export { explorationMinimum } from "./exploration";
export {
  forwardFlops,
  trainingFlops,
  type ForwardSize,
  type TrainingSize,
} from "./flops";
export { forward, type ForwardResult } from "./forward";
export type { BlockApplication, ForwardOptions } from "./forward-options";
export {
  lossAndGradients,
  valueAndGradients,
  type ValueAndGradients,
} from "./gradients";
export type { HaltingReport } from "./halting";
export { canStopEarly } from "./halting-depth";
export type { HostTensor } from "./host-tensor";
export { initParameters } from "./init";
export {
  DROPOUT_MASK,
  dropoutKey,
  dropoutSite,
  maskValues,
  type DropoutMaskAttributes,
  type DropoutPlace,
} from "./kernels/dropout-mask";
export { GELU } from "./kernels/gelu";
export { LAYER_NORM } from "./kernels/layer-norm";
export {
  countParameters,
  parameterLayout,
  type LayoutEntry,
  type ParameterInit,
  type ParameterLayout,
} from "./layout";
export { computeLoss, crossEntropy, type LossReport } from "./loss";
export { nearestName, suggestion } from "./near-name";
export {
  nestParameters,
  splitParameters,
  unflatten,
  type BlockParams,
  type LinearParams,
  type NormParams,
  type Params,
} from "./params";
export {
  detachState,
  initialState,
  recurrenceStep,
  type State,
  type Step,
} from "./recurrence";
export {
  fromReferenceConfig,
  parseReferenceConfig,
  toReferenceConfig,
  type ReferenceConfig,
} from "./reference-config";
export { fromReferenceState, toReferenceState } from "./reference-state";
export { referenceViews, type ReferenceView } from "./reference-views";
export { showValue } from "./show-value";
export { decodeSafetensors, type SafetensorsFile } from "./safetensors";
export { encodeSafetensors } from "./safetensors-encode";
