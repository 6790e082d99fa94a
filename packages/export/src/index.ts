/** @file What this package gives to others. */
export { checkModelFolder, checkOrigin } from "./check-model-folder";
export { ModelFolderError, ParityError, type Disagreement } from "./errors";
export type { ImportNote, ModelDescription } from "./folder-config";
export { exportModel, modelGraph, modelSignature } from "./graph/model-graph";
export {
  checkParity,
  type ParityOptions,
  type ParityReport,
  type StageError,
} from "./parity";
export type { ParityEngines } from "./parity-engines";
export {
  encodeReferenceCheckpoint,
  readReferenceCheckpoint,
  type ReferenceCheckpoint,
  type ReferenceFiles,
} from "./reference-checkpoint";
export { readModelFolder, type ModelFolder } from "./read-model-folder";
export type { TrainedModel } from "./trained-model";
export { writeModelFolder, type WriteOptions } from "./write-model-folder";
export { writeReferenceFolder } from "./write-reference-folder";
