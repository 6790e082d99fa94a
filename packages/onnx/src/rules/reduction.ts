/** @file Rules that reduce over axes, and softmax. */
import type {
  ArgMaxAttrs,
  LogSoftmaxAttrs,
  MaxAttrs,
  SoftmaxAttrs,
  SumAttrs,
} from "@tensorflow/tfjs-core";
import type { GraphBuilder } from "../graph/builder";
import { sizeOf, type Value } from "../graph/graph";
import { filled, where } from "./emit";
import { rule, type Rule } from "./rule";
import { cast, normalizeAxes, numeric } from "./shapes";

/** Axes as TF.js writes them; none means all. */
type Axes = number | readonly number[] | null | undefined;

/** Emits a reduction; ONNX takes the axes as an input since opset 18. */
export const reduce = (
  op: string,
  x: Value,
  axis: Axes,
  keepDims: boolean,
  builder: GraphBuilder,
): Value => {
  const axes = normalizeAxes(axis, x.shape);
  if (axes.length === 0) return x;
  return builder.emit(
    op,
    [x, builder.int64(axes)],
    { dtype: x.dtype, shape: reducedShape(x.shape, axes, keepDims) },
    { attributes: { keepdims: keepDims ? 1 : 0 } },
  );
};

const reducedShape = (
  shape: readonly number[],
  axes: readonly number[],
  keepDims: boolean,
): number[] =>
  keepDims
    ? shape.map((extent, i) => (axes.includes(i) ? 1 : extent))
    : shape.filter((_, i) => !axes.includes(i));

/** Truth values count as 0 and 1. */
const summing = (op: string): Rule =>
  rule<"x", SumAttrs>(({ x }, { axis, keepDims }, builder) =>
    reduce(op, numeric(x, builder), axis, keepDims, builder),
  );

/** The largest or smallest element; NaN where one is NaN, and for floats where there is none. */
const extremum = (
  op: "ReduceMax" | "ReduceMin",
  x: Value,
  axis: Axes,
  keepDims: boolean,
  builder: GraphBuilder,
): Value => {
  const axes = normalizeAxes(axis, x.shape);
  if (axes.some((i) => x.shape[i] === 0)) {
    const nothing = x.dtype === "float32" ? NaN : 0;
    const shape = reducedShape(x.shape, axes, keepDims);
    return filled(nothing, shape, x.dtype, builder);
  }
  const result = reduce(op, numeric(x, builder), axes, keepDims, builder);
  if (x.dtype !== "float32") return cast(result, x.dtype, builder);
  if (axes.length === 0) return x;
  // onnxruntime's reductions may pass over a NaN.
  const nan = builder.emit("IsNaN", [x], { dtype: "bool", shape: x.shape });
  const hasNan = anyTrue(nan, axes, keepDims, builder);
  return where(hasNan, NaN, result, builder);
};

const anyTrue = (
  x: Value,
  axis: Axes,
  keepDims: boolean,
  builder: GraphBuilder,
): Value => {
  const count = cast(x, "int32", builder);
  const largest = reduce("ReduceMax", count, axis, keepDims, builder);
  return cast(largest, "bool", builder);
};

/** Conjunction or disjunction; of nothing both are false in TF.js. */
const logical = (op: "ReduceMax" | "ReduceMin"): Rule =>
  rule<"x", SumAttrs>(({ x }, { axis, keepDims }, builder) =>
    extremum(op, x, axis, keepDims, builder),
  );

/** Where the extremum is first met. */
const position = (op: "ArgMax" | "ArgMin"): Rule =>
  rule<"x", ArgMaxAttrs>(({ x }, { axis }, builder) => {
    const [at] = normalizeAxes(axis, x.shape);
    const shape = x.shape.toSpliced(at!, 1);
    if (sizeOf(x.shape) === 0) return filled(0, shape, "int32", builder);
    const found = builder.emit(
      op,
      [numeric(x, builder)],
      { dtype: "int64", shape },
      { attributes: { axis: at!, keepdims: 0 } },
    );
    return cast(found, "int32", builder);
  });

export const REDUCTION = {
  Sum: summing("ReduceSum"),
  Prod: summing("ReduceProd"),
  /** Always float. */
  Mean: rule<"x", SumAttrs>(({ x }, { axis, keepDims }, builder) =>
    reduce("ReduceMean", cast(x, "float32", builder), axis, keepDims, builder),
  ),
  Max: rule<"x", MaxAttrs>(({ x }, { reductionIndices, keepDims }, builder) =>
    extremum("ReduceMax", x, reductionIndices, keepDims, builder),
  ),
  Min: rule<"x", SumAttrs>(({ x }, { axis, keepDims }, builder) =>
    extremum("ReduceMin", x, axis, keepDims, builder),
  ),
  All: logical("ReduceMin"),
  Any: logical("ReduceMax"),
  ArgMax: position("ArgMax"),
  ArgMin: position("ArgMin"),
  Softmax: rule<"logits", SoftmaxAttrs>(({ logits }, { dim }, builder) =>
    builder.emit("Softmax", [logits], logits, { attributes: { axis: dim } }),
  ),
  LogSoftmax: rule<"logits", LogSoftmaxAttrs>(({ logits }, { axis }, builder) =>
    builder.emit("LogSoftmax", [logits], logits, { attributes: { axis } }),
  ),
} satisfies Record<string, Rule>;
