/** @file Rules that move elements without computing: reshape, transpose, concat, pad and friends. */
import {
  backend_util,
  slice_util,
  util,
  type DataType as TensorDataType,
  type Tensor,
} from "@tensorflow/tfjs-core";
import { rule, type Rule } from "./rule";
import { cast, normalizeAxes, reshape } from "./shapes";

export const SHAPE = {
  Identity: rule<"x">(({ x }) => x),
  Cast: rule<"x", { dtype: TensorDataType }>(({ x }, { dtype }, builder) => {
    if (dtype !== "float32" && dtype !== "int32" && dtype !== "bool")
      throw new TypeError(`cast to ${dtype} cannot be compiled`);
    return cast(x, dtype, builder);
  }),
  Reshape: rule<"x", { shape: number[] }>(({ x }, { shape }, builder) => {
    const size = util.sizeFromShape([...x.shape]);
    return reshape(x, util.inferFromImplicitShape(shape, size), builder);
  }),
  ExpandDims: rule<"input", { dim: number }>(({ input }, { dim }, builder) => {
    const at = dim < 0 ? input.shape.length + 1 + dim : dim;
    return reshape(input, input.shape.toSpliced(at, 0, 1), builder);
  }),
  Transpose: rule<"x", { perm: number[] }>(({ x }, { perm }, builder) =>
    builder.emit(
      "Transpose",
      [x],
      { dtype: x.dtype, shape: perm.map((axis) => x.shape[axis]!) },
      { attributes: { perm } },
    ),
  ),
  Concat: (inputs, attributes, builder) => {
    const { axis } = attributes as { axis: number };
    const parts = Object.values(inputs);
    const [first] = parts;
    const at = axis < 0 ? axis + first!.shape.length : axis;
    const extent = parts.reduce((sum, { shape }) => sum + shape[at]!, 0);
    return builder.emit(
      "Concat",
      parts,
      { dtype: first!.dtype, shape: first!.shape.with(at, extent) },
      { attributes: { axis: at } },
    );
  },
  SplitV: rule<"x", { numOrSizeSplits: number | number[]; axis: number }>(
    ({ x }, { numOrSizeSplits, axis }, builder) => {
      const [at] = normalizeAxes(axis, x.shape);
      const sizes = backend_util.prepareSplitSize(
        { shape: [...x.shape] } as Tensor,
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
  Slice: rule<"x", { begin: number | number[]; size: number | number[] }>(
    ({ x }, { begin, size }, builder) => {
      const [starts, sizes] = slice_util.parseSliceParams(
        { shape: [...x.shape], rank: x.shape.length } as Tensor,
        begin,
        size,
      ) as [number[], number[]];
      const ends = starts.map((start, i) => start + sizes[i]!);
      return builder.emit(
        "Slice",
        [x, builder.int64(starts), builder.int64(ends)],
        { dtype: x.dtype, shape: sizes },
      );
    },
  ),
  PadV2: rule<"x", { paddings: [number, number][]; constantValue: number }>(
    ({ x }, { paddings, constantValue }, builder) =>
      builder.emit(
        "Pad",
        [
          x,
          builder.int64([
            ...paddings.map(([before]) => before),
            ...paddings.map(([, after]) => after),
          ]),
          builder.scalar(constantValue, x.dtype),
        ],
        {
          dtype: x.dtype,
          shape: x.shape.map(
            (extent, i) => extent + paddings[i]![0] + paddings[i]![1],
          ),
        },
      ),
  ),
  Tile: rule<"x", { reps: number[] }>(({ x }, { reps }, builder) =>
    builder.emit("Tile", [x, builder.int64(reps)], {
      dtype: x.dtype,
      shape: x.shape.map((extent, i) => extent * reps[i]!),
    }),
  ),
} satisfies Record<string, Rule>;
