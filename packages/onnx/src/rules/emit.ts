/** @file Short forms for the operators that many rules emit. A number among the operands is a scalar of the other operand's type. */
import type { GraphBuilder } from "../graph/builder";
import { sizeOf, type DataType, type Value } from "../graph/graph";
import { broadcastShapes, cast } from "./shapes";

/** A value, or a number that stands for a scalar. */
export type Operand = Value | number;

/** One operator of one input, same type and shape. */
export const unary = (op: string, x: Value, builder: GraphBuilder): Value =>
  builder.emit(op, [x], x);

/** Emits an operator of two operands under broadcasting; the type of its result follows from theirs. */
const broadcasting =
  (resultType: (operand: Value) => DataType) =>
  (op: string, a: Operand, b: Operand, builder: GraphBuilder): Value => {
    const [left, right] = operands(a, b, builder);
    return builder.emit(op, [left, right], {
      dtype: resultType(left),
      shape: broadcastShapes(left.shape, right.shape),
    });
  };

/** A broadcasting operator whose result has the type of its operands. */
export const binary = broadcasting(({ dtype }) => dtype);

/** A broadcasting comparison or logical operator. */
export const compare = broadcasting(() => "bool");

/** Logical negation. */
export const not = (x: Value, builder: GraphBuilder): Value =>
  unary("Not", x, builder);

/** condition ? t : e, under broadcasting. */
export const where = (
  condition: Value,
  t: Operand,
  e: Operand,
  builder: GraphBuilder,
): Value => {
  const [left, right] = operands(t, e, builder);
  const { dtype } = left;
  const shape = broadcastShapes(
    condition.shape,
    broadcastShapes(left.shape, right.shape),
  );
  if (dtype !== "bool")
    return builder.emit("Where", [condition, left, right], { dtype, shape });
  // onnxruntime has no Where of truth values.
  const number = where(
    condition,
    cast(left, "int32", builder),
    cast(right, "int32", builder),
    builder,
  );
  return cast(number, "bool", builder);
};

const operands = (
  a: Operand,
  b: Operand,
  builder: GraphBuilder,
): [Value, Value] => {
  if (typeof a !== "number")
    return [a, typeof b === "number" ? builder.scalar(b, a.dtype) : b];
  if (typeof b !== "number") return [builder.scalar(a, b.dtype), b];
  return [builder.float32(a), builder.float32(b)];
};

/** The value's axes in another order. */
export const transpose = (
  x: Value,
  perm: readonly number[],
  builder: GraphBuilder,
): Value =>
  builder.emit(
    "Transpose",
    [x],
    { dtype: x.dtype, shape: perm.map((axis) => x.shape[axis]!) },
    { attributes: { perm } },
  );

/** The value repeated along axes of extent 1 to fill a shape. */
export const expand = (
  x: Value,
  shape: readonly number[],
  builder: GraphBuilder,
): Value =>
  builder.emit("Expand", [x, builder.int64(shape)], { dtype: x.dtype, shape });

/** A tensor of one repeated number. */
export const filled = (
  value: number,
  shape: readonly number[],
  dtype: DataType,
  builder: GraphBuilder,
): Value =>
  shape.length === 0
    ? builder.scalar(value, dtype)
    : expand(builder.scalar(value, dtype), shape, builder);

/** 0, 1, ... n - 1 under a shape of n elements. */
export const iota = (shape: readonly number[], builder: GraphBuilder): Value =>
  builder.constant(
    Int32Array.from({ length: sizeOf(shape) }, (_, i) => i),
    {
      dtype: "int32",
      shape,
    },
  );

/** 2^63: below it in magnitude a float converts to int64. */
const INT64_LIMIT = 2 ** 63;

const LOW_HALF = 2 ** 32 - 1;

/**
 * Floats to int32 as JavaScript stores them: truncated, modulo 2^32, and 0 for
 * NaN and infinities, where ONNX leaves the result open.
 */
export const truncate = (x: Value, builder: GraphBuilder): Value => {
  const magnitude = unary("Abs", x, builder);
  const fits = compare("Less", magnitude, INT64_LIMIT, builder);
  const finite = where(fits, x, 0, builder);
  const wide = cast(finite, "int64", builder);
  // Without it onnxruntime joins the two casts into one that saturates.
  const low = binary("BitwiseAnd", wide, LOW_HALF, builder);
  return cast(low, "int32", builder);
};

/** Applies float arithmetic to values of any type and stores the result in that type, as TF.js's kernels do. */
export const throughFloat = (
  inputs: readonly Value[],
  compute: (inputs: readonly Value[]) => Value,
  builder: GraphBuilder,
): Value => {
  const dtype = inputs[0]!.dtype;
  if (dtype === "float32") return compute(inputs);
  const result = compute(inputs.map((x) => cast(x, "float32", builder)));
  return cast(truncate(result, builder), dtype, builder);
};
