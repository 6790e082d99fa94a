/** @file The public idea of the package: a TF.js function becomes ONNX bytes. */
import { checkSignature } from "./check-signature";
import { checkOptions, type OnnxOptions } from "./check-options";
import type { Graph } from "./graph/graph";
import { optimize } from "./passes/optimize";
import { encodeGraph } from "./proto/encode";
import type { Signature, TensorFunction } from "./signature";
import { symbolsIn } from "./symbols/extents";
import { symbolicGraph } from "./symbols/symbolic-graph";
import { traceGraph } from "./trace/trace";

/**
 * The optimised graph of a TF.js function. Where the signature has symbols, it
 * is one graph for all sizes.
 *
 * @throws {SignatureError} when an argument or the function's result is not as it must be
 * @throws {UntraceableOpError} when the function uses an op without a rule
 * @throws {SymbolicConstantError} when it bakes the size of a symbol into data
 * @throws {SymbolicStructureError} when its operations depend on the size of a symbol
 */
export const toGraph = (
  fn: TensorFunction,
  signature: Signature,
  options: OnnxOptions = {},
): Graph => {
  const target = checkOptions(options);
  checkSignature(fn, signature);
  if (symbolsIn(signature).length > 0)
    return symbolicGraph(fn, signature, target);
  return optimize(traceGraph(fn, signature, target), target);
};

/**
 * Compiles a TF.js function to an ONNX model. Inputs and outputs have the names
 * of the signature and of the returned record; tensors that the function
 * captures become initializers; gradients that it takes are part of the graph.
 * The same function gives the same bytes.
 *
 * @param fn pure function of named tensors
 * @param signature element type and shape of every input; extents with names have any size
 * @returns a serialised ModelProto, IR version 10
 * @throws {SignatureError} when an argument or the function's result is not as it must be
 * @throws {UntraceableOpError} when the function uses an op without a rule
 * @throws {UntraceableReadError} when it reads tensor data
 * @throws {SymbolicConstantError | SymbolicStructureError} when it depends on the size of a symbol, see {@link toGraph}
 */
export const toOnnx = (
  fn: TensorFunction,
  signature: Signature,
  options: OnnxOptions = {},
): Uint8Array => {
  const graph = toGraph(fn, signature, options);
  return encodeGraph(graph, checkOptions(options));
};
