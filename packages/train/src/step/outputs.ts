/** @file How the outputs of a train step's graphs are read. */
import type { HostTensor } from "@trm/onnx/runtime";
import type { TrainState } from "../run/train-state";

/** Tensors under the names that the graph gave them. */
export type Outputs = Readonly<Record<string, HostTensor>>;

/** @throws {Error} when the graph gave no such vector */
export function vector(outputs: Outputs, name: string): Float32Array {
  const data = outputs[name]?.data;
  if (data instanceof Float32Array) return data;
  throw new Error(`the train step gave no float32 output ${name}`);
}

/** Undefined where the graph has no such output. */
export const scalar = (outputs: Outputs, name: string): number | undefined =>
  outputs[name]?.data[0];

/** The weights after an update, as the state holds them. */
export const nextWeights = (
  outputs: Outputs,
): Pick<TrainState, "params" | "m" | "v" | "ema"> => ({
  params: vector(outputs, "nextParams"),
  m: vector(outputs, "nextM"),
  v: vector(outputs, "nextV"),
  ...(outputs["nextEma"] && { ema: vector(outputs, "nextEma") }),
});
