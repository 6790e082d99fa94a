/** @file The public idea of the package: a TF.js function becomes ONNX bytes. */
import type { Target } from "./graph/builder";
import type { Graph } from "./graph/graph";
import { separateOutputs } from "./passes/distinct-outputs";
import { optimize } from "./passes/optimize";
import { encodeModel } from "./proto/encode";
import type { Signature, TensorFunction } from "./signature";
import { traceGraph } from "./trace/trace";

/** What kind of model to produce. */
export interface OnnxOptions {
  /** Version of the standard operator set, 18 to 24. */
  readonly opset?: number;
  /** Whether to use only standard operators, so that every runtime can run it; `false` allows onnxruntime's own. */
  readonly standardOnly?: boolean;
}

/** The defaults give a model that any current runtime opens. */
export const DEFAULT_TARGET: Target = { opset: 21, standardOnly: true };

/**
 * The optimised graph of a TF.js function, for reading (`printGraph`) and tests.
 *
 * @throws {UntraceableOpError} when the function uses an op without a rule
 */
export const toGraph = (
  fn: TensorFunction,
  signature: Signature,
  options: OnnxOptions = {},
): Graph => {
  const target = { ...DEFAULT_TARGET, ...options };
  return optimize(traceGraph(fn, signature, target), target);
};

/**
 * Compiles a TF.js function to an ONNX model. Inputs and outputs have the names
 * of the signature and of the returned record; tensors that the function
 * captures become initializers; gradients that it takes are part of the graph.
 * The same function gives the same bytes.
 *
 * @param fn pure function of named tensors
 * @param signature element type and shape of every input
 * @returns a serialised ModelProto, IR version 10
 * @throws {UntraceableOpError} when the function uses an op without a rule
 * @throws {UntraceableReadError} when it reads tensor data
 */
export const toOnnx = (
  fn: TensorFunction,
  signature: Signature,
  options: OnnxOptions = {},
): Uint8Array => {
  const graph = toGraph(fn, signature, options);
  const { opset } = { ...DEFAULT_TARGET, ...options };
  return encodeModel(separateOutputs(graph), opset);
};
