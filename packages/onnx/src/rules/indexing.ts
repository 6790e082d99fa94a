/** @file Rules that read or write at places given by tensors of indices. */
import {
  type GatherV2Attrs,
  type ScatterNdAttrs,
  type SparseToDenseAttrs,
  type UnsortedSegmentSumAttrs,
} from "@tensorflow/tfjs-core";
import type { GraphBuilder } from "../graph/builder";
import { sizeOf, type Value } from "../graph/graph";
import { binary, compare, expand, filled, iota, transpose } from "./emit";
import { matMul } from "./matmul";
import { rule, type Rule } from "./rule";
import { cast, normalizeAxes, numeric, reshape } from "./shapes";

const gather = (
  x: Value,
  indices: Value,
  axis: number,
  builder: GraphBuilder,
): Value =>
  builder.emit(
    "Gather",
    [x, indices],
    { dtype: x.dtype, shape: x.shape.toSpliced(axis, 1, ...indices.shape) },
    { attributes: { axis } },
  );

/** The first `batchDims` axes of x and of the indices go together: rows are counted across the batch. */
const batchedGather = (
  x: Value,
  indices: Value,
  axis: number,
  batchDims: number,
  builder: GraphBuilder,
): Value => {
  const outer = x.shape.slice(batchDims, axis);
  const inner = x.shape.slice(axis + 1);
  const batch = sizeOf(x.shape.slice(0, batchDims));
  const extent = x.shape[axis]!;
  const groups = [batch, sizeOf(outer), extent, sizeOf(inner)];
  const grouped = transpose(reshape(x, groups, builder), SWAP_MIDDLE, builder);
  const width = sizeOf(outer) * sizeOf(inner);
  const rows = reshape(grouped, [batch * extent, width], builder);

  const count = sizeOf(indices.shape.slice(batchDims));
  const within = reshape(indices, [batch, count], builder);
  const offsets = binary("Mul", iota([batch, 1], builder), extent, builder);
  const places = binary("Add", within, offsets, builder);

  const taken = reshape(
    gather(rows, places, 0, builder),
    [batch, count, sizeOf(outer), sizeOf(inner)],
    builder,
  );
  return reshape(
    transpose(taken, SWAP_MIDDLE, builder),
    [...x.shape.slice(0, axis), ...indices.shape.slice(batchDims), ...inner],
    builder,
  );
};

const SWAP_MIDDLE = [0, 2, 1, 3];

/** Writes or adds updates into a tensor; a single update is written everywhere. */
const scatter = (
  target: Value,
  indices: Value,
  updates: Value,
  reduction: "none" | "add",
  builder: GraphBuilder,
): Value => {
  const depth = indices.shape.length > 1 ? indices.shape.at(-1)! : 1;
  const count = depth === 0 ? 0 : sizeOf(indices.shape) / depth;
  const shape = [count, ...target.shape.slice(depth)];
  const rows =
    updates.shape.length === 0
      ? expand(updates, shape, builder)
      : reshape(updates, shape, builder);
  const places = reshape(indices, [count, depth], builder);
  return builder.emit(
    "ScatterND",
    [target, cast(places, "int64", builder), rows],
    target,
    { attributes: { reduction } },
  );
};

export const INDEXING = {
  /** An index outside the axis is an error in TF.js; onnxruntime counts negative ones from the end. */
  GatherV2: rule<"x" | "indices", GatherV2Attrs>(
    ({ x, indices }, { axis, batchDims }, builder) => {
      const at = normalizeAxes(axis, x.shape)[0]!;
      return batchDims === 0
        ? gather(x, indices, at, builder)
        : batchedGather(x, indices, at, batchDims, builder);
    },
  ),
  GatherNd: rule<"params" | "indices">(({ params, indices }, _, builder) => {
    const depth = indices.shape.at(-1)!;
    const shape = [...indices.shape.slice(0, -1), ...params.shape.slice(depth)];
    return builder.emit("GatherND", [params, cast(indices, "int64", builder)], {
      dtype: params.dtype,
      shape,
    });
  }),
  /** Updates of one place add up. */
  ScatterNd: rule<"indices" | "updates", ScatterNdAttrs>(
    ({ indices, updates }, { shape }, builder) => {
      const values = numeric(updates, builder);
      const zeros = filled(0, shape, values.dtype, builder);
      const sum = scatter(zeros, indices, values, "add", builder);
      return cast(sum, updates.dtype, builder);
    },
  ),
  TensorScatterUpdate: rule<"tensor" | "indices" | "updates">(
    ({ tensor, indices, updates }, _, builder) =>
      scatter(tensor, indices, updates, "none", builder),
  ),
  SparseToDense: rule<
    "sparseIndices" | "sparseValues" | "defaultValue",
    SparseToDenseAttrs
  >(({ sparseIndices, sparseValues, defaultValue }, { outputShape }, builder) =>
    scatter(
      expand(defaultValue, outputShape, builder),
      sparseIndices,
      sparseValues,
      "none",
      builder,
    ),
  ),
  /** As a product with the one-hot matrix of the ids: ids outside [0, numSegments) match no row. Always float. */
  UnsortedSegmentSum: rule<"x" | "segmentIds", UnsortedSegmentSumAttrs>(
    ({ x, segmentIds }, { numSegments }, builder) => {
      const count = segmentIds.shape[0]!;
      const inner = x.shape.slice(1);
      const member = compare(
        "Equal",
        iota([numSegments, 1], builder),
        reshape(segmentIds, [1, count], builder),
        builder,
      );
      const rows = reshape(
        cast(x, "float32", builder),
        [count, sizeOf(inner)],
        builder,
      );
      const sums = matMul(cast(member, "float32", builder), rows, builder);
      return reshape(sums, [numSegments, ...inner], builder);
    },
  ),
} satisfies Record<string, Rule>;
