/** @file Rules that make tensors out of attributes, masks and diagonals. */
import {
  type FillAttrs,
  type LinSpaceAttrs,
  type OneHotAttrs,
  type RangeAttrs,
} from "@tensorflow/tfjs-core";
import { pad } from "./shape";
import type { DataType } from "../graph/graph";
import { sizeOf } from "../graph/graph";
import { binary, compare, filled, iota, not, unary, where } from "./emit";
import { rule, type Rule } from "./rule";
import { cast, reshape } from "./shapes";

/** start, start + step, ...: each element rounded before the next, as TF.js adds them up. */
const arithmeticSequence = (
  start: number,
  step: number,
  count: number,
  dtype: "float32" | "int32",
): Float32Array | Int32Array => {
  const values =
    dtype === "float32" ? new Float32Array(count) : new Int32Array(count);
  if (count > 0) values[0] = start;
  for (let i = 1; i < count; i++) values[i] = values[i - 1]! + step;
  return values;
};

/** The step and length that TF.js takes: a step of 1 turns round for a falling range. */
const rangeSteps = ({
  start,
  stop,
  step,
}: RangeAttrs): { step: number; count: number } => {
  const empty =
    start === stop || (start < stop && step < 0) || (stop < start && step > 1);
  return {
    step: stop < start && step === 1 ? -1 : step,
    count: empty ? 0 : Math.abs(Math.ceil((stop - start) / step)),
  };
};

export const CREATION = {
  Fill: rule<never, FillAttrs>((_, attributes, builder) => {
    const { shape, value } = attributes;
    const dtype = (attributes.dtype as DataType | undefined) ?? "float32";
    return filled(Number(value), shape, dtype, builder);
  }),
  ZerosLike: rule<"x">(({ x }, _, builder) =>
    filled(0, x.shape, x.dtype, builder),
  ),
  OnesLike: rule<"x">(({ x }, _, builder) =>
    filled(1, x.shape, x.dtype, builder),
  ),
  LinSpace: rule<never, LinSpaceAttrs>((_, { start, stop, num }, builder) =>
    builder.constant(
      arithmeticSequence(start, (stop - start) / (num - 1), num, "float32"),
      { dtype: "float32", shape: [num] },
    ),
  ),
  Range: rule<never, RangeAttrs>((_, attributes, builder) => {
    const { start, dtype } = attributes;
    const { step, count } = rangeSteps(attributes);
    return builder.constant(arithmeticSequence(start, step, count, dtype), {
      dtype,
      shape: [count],
    });
  }),
  /** By comparison: an index outside [0, depth) matches nothing, where ONNX's OneHot counts negative ones from the end. */
  OneHot: rule<"indices", OneHotAttrs>(
    ({ indices }, { depth, onValue, offValue, dtype }, builder) => {
      const hot = compare(
        "Equal",
        reshape(indices, [...indices.shape, 1], builder),
        iota([depth], builder),
        builder,
      );
      const type = dtype as DataType;
      if (onValue === 1 && offValue === 0) return cast(hot, type, builder);
      const value = where(hot, onValue, offValue, builder);
      return cast(value, type, builder);
    },
  ),
  /** The elements of x on the diagonal of a matrix, under the shape of x twice. */
  Diag: rule<"x">(({ x }, _, builder) => {
    const size = sizeOf(x.shape);
    const diagonal = compare(
      "Equal",
      iota([size, 1], builder),
      iota([1, size], builder),
      builder,
    );
    const zero = builder.scalar(0, x.dtype);
    const row = reshape(x, [1, size], builder);
    const matrix = where(diagonal, row, zero, builder);
    return reshape(matrix, [...x.shape, ...x.shape], builder);
  }),
  /** Keeps numLower diagonals below and numUpper above the main one; a negative number keeps all. */
  MatrixBandPart: rule<"input" | "numLower" | "numUpper">(
    ({ input, numLower, numUpper }, _, builder) => {
      const [rows, columns] = input.shape.slice(-2) as [number, number];
      const below = binary(
        "Sub",
        iota([rows, 1], builder),
        iota([1, columns], builder),
        builder,
      );
      const within = (distance: typeof below, limit: typeof below) =>
        compare(
          "Or",
          compare("Less", limit, 0, builder),
          not(compare("Greater", distance, limit, builder), builder),
          builder,
        );
      const kept = compare(
        "And",
        within(below, numLower),
        within(unary("Neg", below, builder), numUpper),
        builder,
      );
      return where(kept, input, builder.scalar(0, input.dtype), builder);
    },
  ),
  /** The shape that two shapes broadcast to, both as int32 vectors. */
  BroadcastArgs: rule<"s0" | "s1">(({ s0, s1 }, _, builder) => {
    const rank = Math.max(sizeOf(s0.shape), sizeOf(s1.shape));
    const [a, b] = [s0, s1].map((s) =>
      pad(s, [[rank - sizeOf(s.shape), 0]], 1, builder),
    );
    return where(compare("Equal", a!, 1, builder), b!, a!, builder);
  }),
} satisfies Record<string, Rule>;
