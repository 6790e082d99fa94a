/** @file What a traceable function looks like from outside. */
import type { Tensor } from "@tensorflow/tfjs-core";

/** A size: fixed, or a symbol or sum of symbols (`"batch"`, `"past + sequence"`) whose size every run brings along. */
export type Extent = number | string;

/** Element type and shape of one named input. */
export interface TensorSpec {
  /** An int64 input is int32 for the function. */
  readonly dtype: "float32" | "int32" | "int64" | "bool";
  readonly shape: readonly Extent[];
}

/** The named inputs of a function, in the order of the ONNX graph's inputs. */
export type Signature = Readonly<Record<string, TensorSpec>>;

/** Named tensors, as a traceable function takes and returns them. */
export type NamedTensors = Record<string, Tensor>;

/**
 * A TF.js function of named tensors. It must be pure: the same operations for
 * every call, no tensor data read on the host, no randomness of its own.
 */
export type TensorFunction = (inputs: NamedTensors) => NamedTensors;
