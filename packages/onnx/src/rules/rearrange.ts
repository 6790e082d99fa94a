/** @file Rules that order elements anew: reverse, mirror, stack, and blocks between space, depth and batch. */
import {
  backend_util,
  slice_util,
  type BatchToSpaceNDAttrs,
  type BroadCastToAttrs,
  type DepthToSpaceAttrs,
  type MirrorPadAttrs,
  type PackAttrs,
  type ReverseAttrs,
  type SpaceToBatchNDAttrs,
  type StridedSliceAttrs,
  type UnpackAttrs,
} from "@tensorflow/tfjs-core";
import type { GraphBuilder } from "../graph/builder";
import { sizeOf, type Value } from "../graph/graph";
import { expand, transpose } from "./emit";
import { rule, type Rule } from "./rule";
import { concat, pad, slice } from "./shape";
import { normalizeAxes, reshape } from "./shapes";

/** Below every index: a slice with a negative step that ends here includes element 0. */
const BEFORE_FIRST = -(2 ** 31);

const reverse = (
  x: Value,
  axes: readonly number[],
  builder: GraphBuilder,
): Value => {
  if (axes.length === 0) return x;
  const along = (value: number) => builder.int64(axes.map(() => value));
  return builder.emit(
    "Slice",
    [x, along(-1), along(BEFORE_FIRST), builder.int64(axes), along(-1)],
    x,
  );
};

/** The source index of every element along one padded axis; symmetric repeats the border, reflect does not. */
const mirroredIndices = (
  extent: number,
  [before, after]: readonly [number, number],
  repeat: 0 | 1,
): Int32Array =>
  Int32Array.from({ length: before + extent + after }, (_, i) => {
    const at = i - before;
    if (at < 0) return -at - repeat;
    return at < extent ? at : 2 * (extent - 1) - at + repeat;
  });

const mirrorPad = (
  x: Value,
  { paddings, mode }: MirrorPadAttrs,
  builder: GraphBuilder,
): Value =>
  paddings.reduce((padded, padding, axis) => {
    if (padding[0] + padding[1] === 0) return padded;
    const repeat = mode === "symmetric" ? 1 : 0;
    const indices = mirroredIndices(x.shape[axis]!, padding, repeat);
    const extent = indices.length;
    return builder.emit(
      "Gather",
      [padded, builder.constant(indices, { dtype: "int32", shape: [extent] })],
      { dtype: x.dtype, shape: padded.shape.with(axis, extent) },
      { attributes: { axis } },
    );
  }, x);

const stridedSlice = (
  x: Value,
  attrs: StridedSliceAttrs,
  builder: GraphBuilder,
): Value => {
  const { begin, end, strides, finalShape, finalShapeSparse } =
    slice_util.sliceInfo(
      [...x.shape],
      attrs.begin,
      attrs.end,
      attrs.strides,
      attrs.beginMask,
      attrs.endMask,
      attrs.ellipsisMask,
      attrs.newAxisMask,
      attrs.shrinkAxisMask,
    );
  const ends = end.map((at) => (at < 0 ? BEFORE_FIRST : at));
  const axes = begin.map((_, i) => i);
  const sliced = builder.emit(
    "Slice",
    [x, ...[begin, ends, axes, strides].map((v) => builder.int64(v))],
    { dtype: x.dtype, shape: finalShapeSparse },
  );
  return reshape(sliced, finalShape, builder);
};

const spaceToBatch = (
  x: Value,
  { blockShape, paddings }: SpaceToBatchNDAttrs,
  builder: GraphBuilder,
): Value => {
  const all = x.shape.map((_, i): [number, number] => {
    const [before = 0, after = 0] = paddings[i - 1] ?? [];
    return [before, after];
  });
  const padded = pad(x, all, 0, builder);
  const [shape, product] = [[...padded.shape], sizeOf(blockShape)];
  const split = backend_util.getReshaped(shape, blockShape, product, false);
  const perm = backend_util.getPermuted(split.length, blockShape.length, false);
  const merged = backend_util.getReshapedPermuted(
    shape,
    blockShape,
    product,
    false,
  );
  const blocks = transpose(reshape(padded, split, builder), perm, builder);
  return reshape(blocks, merged, builder);
};

const batchToSpace = (
  x: Value,
  { blockShape, crops }: BatchToSpaceNDAttrs,
  builder: GraphBuilder,
): Value => {
  const [shape, product] = [[...x.shape], sizeOf(blockShape)];
  const split = backend_util.getReshaped(shape, blockShape, product);
  const perm = backend_util.getPermuted(split.length, blockShape.length);
  const merged = backend_util.getReshapedPermuted(shape, blockShape, product);
  const rank = blockShape.length;
  const begin = backend_util.getSliceBeginCoords(crops, rank);
  const size = backend_util.getSliceSize(merged, crops, rank);
  const inner = merged.slice(rank + 1);
  const blocks = transpose(reshape(x, split, builder), perm, builder);
  return slice(
    reshape(blocks, merged, builder),
    [...begin, ...inner.map(() => 0)],
    [...size, ...inner],
    builder,
  );
};

const depthToSpace = (
  x: Value,
  { blockSize, dataFormat }: DepthToSpaceAttrs,
  builder: GraphBuilder,
): Value => {
  const block = [blockSize, blockSize];
  if (dataFormat === "NHWC") {
    const [n, h, w, d] = x.shape as [number, number, number, number];
    const depth = d / blockSize ** 2;
    const split = reshape(x, [n, h, w, ...block, depth], builder);
    const moved = transpose(split, [0, 1, 3, 2, 4, 5], builder);
    return reshape(moved, [n, h * blockSize, w * blockSize, depth], builder);
  }
  const [n, d, h, w] = x.shape as [number, number, number, number];
  const depth = d / blockSize ** 2;
  const split = reshape(x, [n, ...block, depth, h, w], builder);
  const moved = transpose(split, [0, 3, 4, 1, 5, 2], builder);
  return reshape(moved, [n, depth, h * blockSize, w * blockSize], builder);
};

export const REARRANGE = {
  Reverse: rule<"x", ReverseAttrs>(({ x }, { dims }, builder) =>
    reverse(x, normalizeAxes(dims, x.shape), builder),
  ),
  FlipLeftRight: rule<"image">(({ image }, _, builder) =>
    reverse(image, [2], builder),
  ),
  MirrorPad: rule<"x", MirrorPadAttrs>(({ x }, attrs, builder) =>
    mirrorPad(x, attrs, builder),
  ),
  StridedSlice: rule<"x", StridedSliceAttrs>(({ x }, attrs, builder) =>
    stridedSlice(x, attrs, builder),
  ),
  BroadcastTo: rule<"x", BroadCastToAttrs>(({ x }, { shape }, builder) =>
    expand(x, shape, builder),
  ),
  SpaceToBatchND: rule<"x", SpaceToBatchNDAttrs>(({ x }, attrs, builder) =>
    spaceToBatch(x, attrs, builder),
  ),
  BatchToSpaceND: rule<"x", BatchToSpaceNDAttrs>(({ x }, attrs, builder) =>
    batchToSpace(x, attrs, builder),
  ),
  DepthToSpace: rule<"x", DepthToSpaceAttrs>(({ x }, attrs, builder) =>
    depthToSpace(x, attrs, builder),
  ),
  Pack: (inputs, attributes, builder) => {
    const { axis } = attributes as PackAttrs;
    const parts = Object.values(inputs);
    const at = axis < 0 ? axis + parts[0]!.shape.length + 1 : axis;
    const rows = parts.map((part) =>
      reshape(part, part.shape.toSpliced(at, 0, 1), builder),
    );
    return concat(rows, at, builder);
  },
  Unpack: rule<"value", UnpackAttrs>(({ value }, { axis }, builder) => {
    const [at] = normalizeAxes(axis, value.shape);
    const shape = value.shape.toSpliced(at!, 1);
    const ones = Array<number>(value.shape[at!]!).fill(1);
    const row = { dtype: value.dtype, shape: value.shape.with(at!, 1) };
    return builder
      .emitMany(
        "Split",
        [value, builder.int64(ones)],
        ones.map(() => row),
        { attributes: { axis: at! } },
      )
      .map((part) => reshape(part, shape, builder));
  }),
} satisfies Record<string, Rule>;
