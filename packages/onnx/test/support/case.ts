/** @file What a conformance case is, and short forms to write tables of them. */
import type * as tf from "@tensorflow/tfjs-core";
import type { KernelName } from "../../src/rules/kernel-names";
import type { HostTensor } from "../../src/runtime";

export type Tensors = Record<string, tf.Tensor>;

/** A function under test; any ranks, so that tables stay short. */
export type CaseFunction = (inputs: Tensors) => tf.Tensor | tf.Tensor[];

/** One function of TF.js with the tensors it is given. */
export interface Case {
  /** The kernel that the case is about; it may run others too. */
  readonly kernel: KernelName;
  readonly title: string;
  readonly inputs: Readonly<Record<string, HostTensor>>;
  readonly fn: CaseFunction;
  /** The same values by other ops, for kernels that TF.js's cpu backend lacks. */
  readonly reference?: CaseFunction;
  /** Whether gradients are compared; absent: when the kernel has a gradient rule and float inputs. */
  readonly gradient?: boolean;
  /** Largest accepted difference: rtol * |expected| + atol. */
  readonly rtol?: number;
  readonly atol?: number;
}

export type CaseOptions = Partial<
  Pick<Case, "reference" | "gradient" | "rtol" | "atol">
>;

/** A case of the table. */
export const on = (
  kernel: KernelName,
  title: string,
  inputs: Readonly<Record<string, HostTensor>>,
  fn: CaseFunction,
  options: CaseOptions = {},
): Case => ({ kernel, title, inputs, fn, ...options });

export const f32 = (
  values: readonly number[],
  shape: readonly number[] = [values.length],
): HostTensor => ({ dtype: "float32", shape, data: Float32Array.from(values) });

export const i32 = (
  values: readonly number[],
  shape: readonly number[] = [values.length],
): HostTensor => ({ dtype: "int32", shape, data: Int32Array.from(values) });

export const bool = (
  values: readonly number[],
  shape: readonly number[] = [values.length],
): HostTensor => ({ dtype: "bool", shape, data: Uint8Array.from(values) });

const GOLDEN_RATIO = 0.6180339887498949;

/** Numbers spread evenly over [low, high), the same ones for a shape. */
export const spread = (
  shape: readonly number[],
  low = -2,
  high = 2,
): HostTensor => {
  const size = shape.reduce((product, extent) => product * extent, 1);
  return f32(
    Array.from(
      { length: size },
      (_, i) => low + (high - low) * (((i + 1) * GOLDEN_RATIO) % 1),
    ),
    shape,
  );
};

/** {@link spread} rounded down to integers. */
export const spreadInts = (
  shape: readonly number[],
  low: number,
  high: number,
): HostTensor => i32([...spread(shape, low, high).data].map(Math.floor), shape);
