/** @file Inputs of a graph become constants of it, under their names. */
import { show } from "./check-signature";
import { SignatureError } from "./errors";
import {
  sameShape,
  sizeOf,
  type ConstantData,
  type Graph,
  type Value,
} from "./graph/graph";
import { replaceValues } from "./passes/rewrite";

/** The elements of one input, row-major; int32 also for an int64 input. */
export interface BoundTensor {
  readonly dtype: "float32" | "int32" | "bool";
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
}

/**
 * The graph with some of its inputs bound: each becomes a constant of the same
 * name, which the ONNX model stores as an initializer.
 *
 * @throws {SignatureError} naming the first value that is no input, or of another type or shape
 */
export const bindInputs = (
  graph: Graph,
  values: Readonly<Record<string, BoundTensor>>,
): Graph => {
  const inputs = new Map(graph.inputs.map((input) => [input.name!, input]));
  const bound = new Map<Value, Value>();
  for (const [name, tensor] of Object.entries(values)) {
    const input = inputs.get(name);
    if (!input)
      throw new SignatureError(
        `the value "${name}" to bind is no input of the graph: expected one of ${[...inputs.keys()].join(", ")}`,
      );
    bound.set(input, constantFor(input, tensor));
  }
  return {
    ...replaceValues(graph, bound),
    inputs: graph.inputs.filter((input) => !bound.has(input)),
  };
};

const constantFor = (input: Value, tensor: BoundTensor): Value => {
  const { dtype, shape, data } = tensor;
  const wanted = input.dtype === "int64" ? "int32" : input.dtype;
  if (input.dims)
    throw new SignatureError(
      `input "${input.name}" cannot be bound: its shape [${input.dims.join(", ")}] has symbols, so that every run brings its own`,
    );
  if (
    dtype !== wanted ||
    !sameShape(shape, input.shape) ||
    data.length !== sizeOf(shape)
  )
    throw new SignatureError(
      `the value to bind to input "${input.name}": expected ${wanted}[${input.shape}] of ${sizeOf(input.shape)} elements, received ${show(dtype)} [${shape}] of ${data.length}`,
    );
  return { ...input, data: dataFor(input, data) };
};

const dataFor = ({ dtype }: Value, data: BoundTensor["data"]): ConstantData =>
  dtype === "int64" ? BigInt64Array.from(data, BigInt) : data;
