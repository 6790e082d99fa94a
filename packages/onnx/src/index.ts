/** @file TF.js function in, ONNX model out. Runs in a browser too. */
export {
  DeviceError,
  OnnxFormatError,
  RuntimeError,
  SignatureError,
  SymbolicConstantError,
  SymbolicStructureError,
  UntraceableOpError,
  UntraceableReadError,
} from "./errors";
export { bindInputs, type BoundTensor } from "./bind-inputs";
export {
  generationGraph,
  type GenerationOptions,
} from "./generation/generation-graph";
export type { OnnxOptions } from "./check-options";
export { registerGradients } from "./gradients/register";
export type { Graph, Node, Value } from "./graph/graph";
export { printGraph } from "./graph/print";
export {
  decodeModel,
  type DecodedModel,
  type DecodeLimits,
} from "./proto/decode";
export { encodeGraph, type EncodeOptions } from "./proto/encode";
export type {
  Extent,
  Signature,
  TensorFunction,
  TensorSpec,
} from "./signature";
export { toGraph, toOnnx } from "./to-onnx";
