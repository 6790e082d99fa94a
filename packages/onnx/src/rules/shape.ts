/** @file Rules that move elements without computing: reshape, transpose, concat, pad and friends. */
import {
  backend_util,
  slice_util,
  util,
  type ConcatAttrs,
  type ExpandDimsAttrs,
  type PadV2Attrs,
  type ReshapeAttrs,
  type SliceAttrs,
  type SplitVAttrs,
  type Tensor,
  type TileAttrs,
  type TransposeAttrs,
} from "@tensorflow/tfjs-core";
import type { GraphBuilder } from "../graph/builder";
import { sizeOf, type Value } from "../graph/graph";
import { transpose } from "./emit";
import { rule, type Rule } from "./rule";
import { normalizeAxes, reshape } from "./shapes";

/** Tensors end to end along an axis. */
export const concat = (
  parts: readonly Value[],
  axis: number,
  builder: GraphBuilder,
): Value => {
  const { dtype, shape } = parts[0]!;
  const extent = parts.reduce((sum, part) => sum + part.shape[axis]!, 0);
  return builder.emit(
    "Concat",
    parts,
    { dtype, shape: shape.with(axis, extent) },
    { attributes: { axis } },
  );
};

/** A block of a tensor. */
export const slice = (
  x: Value,
  begin: readonly number[],
  size: readonly number[],
  builder: GraphBuilder,
): Value => {
  const ends = begin.map((start, i) => start + size[i]!);
  return builder.emit("Slice", [x, builder.int64(begin), builder.int64(ends)], {
    dtype: x.dtype,
    shape: size,
  });
};

/** A tensor with a border of one value. */
export const pad = (
  x: Value,
  paddings: readonly (readonly [number, number])[],
  value: number,
  builder: GraphBuilder,
): Value =>
  builder.emit(
    "Pad",
    [
      x,
      builder.int64([
        ...paddings.map(([before]) => before),
        ...paddings.map(([, after]) => after),
      ]),
      builder.scalar(value, x.dtype),
    ],
    {
      dtype: x.dtype,
      shape: x.shape.map(
        (extent, i) => extent + paddings[i]![0] + paddings[i]![1],
      ),
    },
  );

/** What TF.js's shape helpers read of a tensor. */
const tensorLike = (x: Value): Tensor => {
  const shaped: Pick<Tensor, "shape" | "rank"> = {
    shape: [...x.shape],
    rank: x.shape.length,
  };
  return shaped as Tensor;
};

export const SHAPE = {
  Reshape: rule<"x", ReshapeAttrs>(({ x }, { shape }, builder) => {
    const size = sizeOf(x.shape);
    const inferred = util.inferFromImplicitShape(shape, size);
    if (sizeOf(inferred) !== size)
      throw new RangeError(
        `a tensor of shape [${x.shape}] cannot be reshaped to [${inferred}]`,
      );
    return reshape(x, inferred, builder);
  }),
  ExpandDims: rule<"input", ExpandDimsAttrs>(({ input }, { dim }, builder) => {
    const at = dim < 0 ? input.shape.length + 1 + dim : dim;
    return reshape(input, input.shape.toSpliced(at, 0, 1), builder);
  }),
  Transpose: rule<"x", TransposeAttrs>(({ x }, { perm }, builder) =>
    transpose(x, perm, builder),
  ),
  Concat: (inputs, attributes, builder) => {
    const { axis } = attributes as ConcatAttrs;
    const parts = Object.values(inputs);
    const [at] = normalizeAxes(axis, parts[0]!.shape);
    return concat(parts, at!, builder);
  },
  SplitV: rule<"x", SplitVAttrs>(
    ({ x }, { numOrSizeSplits, axis }, builder) => {
      const [at] = normalizeAxes(axis, x.shape);
      const sizes = backend_util.prepareSplitSize(
        tensorLike(x),
        numOrSizeSplits,
        at,
      );
      return builder.emitMany(
        "Split",
        [x, builder.int64(sizes)],
        sizes.map((size) => ({
          dtype: x.dtype,
          shape: x.shape.with(at!, size),
        })),
        { attributes: { axis: at! } },
      );
    },
  ),
  Slice: rule<"x", SliceAttrs>(({ x }, { begin, size }, builder) => {
    const [starts, sizes] = slice_util.parseSliceParams(
      tensorLike(x),
      begin,
      size,
    ) as [number[], number[]];
    return slice(x, starts, sizes, builder);
  }),
  PadV2: rule<"x", PadV2Attrs>(({ x }, { paddings, constantValue }, builder) =>
    pad(x, paddings, constantValue, builder),
  ),
  Tile: rule<"x", TileAttrs>(({ x }, { reps }, builder) =>
    builder.emit("Tile", [x, builder.int64(reps)], {
      dtype: x.dtype,
      shape: x.shape.map((extent, i) => extent * reps[i]!),
    }),
  ),
} satisfies Record<string, Rule>;
