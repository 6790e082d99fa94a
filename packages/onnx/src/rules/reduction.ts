/** @file Rules that reduce over axes, and softmax. */
import { rule, type Rule } from "./rule";
import { normalizeAxes } from "./shapes";
import type { GraphBuilder } from "../graph/builder";
import type { Value } from "../graph/graph";

/** Emits a reduction; ONNX takes the axes as an input since opset 18. */
export const reduce = (
  op: string,
  x: Value,
  axis: number | readonly number[] | null | undefined,
  keepDims: boolean,
  builder: GraphBuilder,
): Value => {
  const axes = normalizeAxes(axis, x.shape);
  if (axes.length === 0) return x;
  const shape = keepDims
    ? x.shape.map((extent, i) => (axes.includes(i) ? 1 : extent))
    : x.shape.filter((_, i) => !axes.includes(i));
  return builder.emit(
    op,
    [x, builder.int64(axes)],
    { dtype: x.dtype, shape },
    { attributes: { keepdims: keepDims ? 1 : 0 } },
  );
};

interface AxisAttributes {
  readonly axis?: number | readonly number[] | null;
  readonly keepDims?: boolean;
}

interface ReductionIndices {
  readonly reductionIndices?: number | readonly number[] | null;
  readonly keepDims?: boolean;
}

export const REDUCTION = {
  Sum: rule<"x", AxisAttributes>(({ x }, { axis, keepDims }, builder) =>
    reduce("ReduceSum", x, axis, keepDims ?? false, builder),
  ),
  Mean: rule<"x", AxisAttributes>(({ x }, { axis, keepDims }, builder) =>
    reduce("ReduceMean", x, axis, keepDims ?? false, builder),
  ),
  Max: rule<"x", ReductionIndices>(
    ({ x }, { reductionIndices, keepDims }, builder) =>
      reduce("ReduceMax", x, reductionIndices, keepDims ?? false, builder),
  ),
  Min: rule<"x", AxisAttributes>(({ x }, { axis, keepDims }, builder) =>
    reduce("ReduceMin", x, axis, keepDims ?? false, builder),
  ),
  Softmax: rule<"logits", { dim: number }>(({ logits }, { dim }, builder) =>
    builder.emit("Softmax", [logits], logits, { attributes: { axis: dim } }),
  ),
  LogSoftmax: rule<"logits", { axis: number }>(
    ({ logits }, { axis }, builder) =>
      builder.emit("LogSoftmax", [logits], logits, { attributes: { axis } }),
  ),
} satisfies Record<string, Rule>;
