/** @file Shape arithmetic that the rules share. */
import { backend_util, util } from "@tensorflow/tfjs-core";
import type { GraphBuilder } from "../graph/builder";
import { sameShape, type DataType, type Value } from "../graph/graph";

/** NumPy broadcasting of two shapes. */
export const broadcastShapes = (
  a: readonly number[],
  b: readonly number[],
): number[] => backend_util.assertAndGetBroadcastShape([...a], [...b]);

/** Axes as non-negative numbers; none given (TF.js also writes `null`) means all. */
export const normalizeAxes = (
  axis: number | readonly number[] | null | undefined,
  shape: readonly number[],
): number[] => {
  const axes = typeof axis === "number" ? [axis] : (axis ?? [...shape.keys()]);
  return util.parseAxisParam([...axes], [...shape]);
};

/** The value under another shape of the same size; no node when nothing changes. */
export const reshape = (
  value: Value,
  shape: readonly number[],
  builder: GraphBuilder,
): Value =>
  sameShape(value.shape, shape)
    ? value
    : builder.emit(
        "Reshape",
        [value, builder.int64(shape)],
        { dtype: value.dtype, shape },
        // Otherwise a 0 would stand for the extent of the input.
        shape.includes(0) ? { attributes: { allowzero: 1 } } : {},
      );

/** The value converted to another element type; no node when nothing changes. */
export const cast = (
  value: Value,
  dtype: DataType,
  builder: GraphBuilder,
): Value =>
  value.dtype === dtype
    ? value
    : builder.emit(
        "Cast",
        [value],
        { dtype, shape: value.shape },
        { attributes: { to: ONNX_DATA_TYPES[dtype] } },
      );

/** Truth values as the numbers 0 and 1; numbers as they are. */
export const numeric = (value: Value, builder: GraphBuilder): Value =>
  value.dtype === "bool" ? cast(value, "int32", builder) : value;

/** The element type that holds both: TF.js orders bool, int32, float32. */
export const widerType = (a: DataType, b: DataType): DataType => {
  if (a === b) return a;
  return a === "float32" || b === "float32" ? "float32" : "int32";
};

/** The end of a slice that goes to the end: INT64_MAX. */
export const TO_THE_END = 2n ** 63n - 1n;

/** Numbers of the element types in the ONNX format (TensorProto.DataType). */
export const ONNX_DATA_TYPES = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  uint32: 12,
} as const satisfies Record<DataType, number>;
