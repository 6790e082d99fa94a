/** @file TF.js function in, ONNX model out. Runs in a browser too. */
export {
  DeviceError,
  RuntimeError,
  UntraceableOpError,
  UntraceableReadError,
} from "./errors";
export { registerGradients } from "./gradients/register";
export type { Graph, Node, Value } from "./graph/graph";
export { printGraph } from "./graph/print";
export type { Signature, TensorFunction, TensorSpec } from "./signature";
export { toGraph, toOnnx, type OnnxOptions } from "./to-onnx";
