/** @file Rules that search, rank and count. */
import type {
  BincountAttrs,
  DenseBincountAttrs,
  SearchSortedAttrs,
  TopKAttrs,
} from "@tensorflow/tfjs-core";
import type { GraphBuilder } from "../graph/builder";
import { sizeOf, type Value } from "../graph/graph";
import { binary, compare, iota } from "./emit";
import { reduce } from "./reduction";
import { rule, type Rule } from "./rule";
import { cast, numeric, reshape } from "./shapes";

/** In a sorted row, how many elements lie before each value. */
const searchSorted = (
  sorted: Value,
  values: Value,
  side: "left" | "right",
  builder: GraphBuilder,
): Value => {
  const [batch, length] = sorted.shape as [number, number];
  const before = compare(
    side === "left" ? "Less" : "LessOrEqual",
    reshape(numeric(sorted, builder), [batch, 1, length], builder),
    reshape(numeric(values, builder), [...values.shape, 1], builder),
    builder,
  );
  return reduce("ReduceSum", cast(before, "int32", builder), 2, false, builder);
};

/** How much weight each number from 0 to size - 1 has in each row of x [rows, columns]. */
const countRows = (
  x: Value,
  weights: Value,
  size: number,
  builder: GraphBuilder,
): Value => {
  const [rows, columns] = x.shape as [number, number];
  const hit = compare(
    "Equal",
    reshape(x, [rows, 1, columns], builder),
    iota([size, 1], builder),
    builder,
  );
  const total = numeric(weights, builder).dtype;
  const count = cast(hit, total, builder);
  const weighted =
    sizeOf(weights.shape) === 0
      ? count
      : binary(
          "Mul",
          count,
          reshape(cast(weights, total, builder), [rows, 1, columns], builder),
          builder,
        );
  const sum = reduce("ReduceSum", weighted, 2, false, builder);
  return cast(sum, weights.dtype, builder);
};

/** Over all elements; a negative one is an error in TF.js, here it is not counted. */
const bincount = (
  x: Value,
  weights: Value,
  size: number,
  builder: GraphBuilder,
): Value => {
  const row = reshape(x, [1, sizeOf(x.shape)], builder);
  return reshape(countRows(row, weights, size, builder), [size], builder);
};

const bound = (side: "left" | "right"): Rule =>
  rule<"sortedSequence" | "values">(({ sortedSequence, values }, _, builder) =>
    searchSorted(sortedSequence, values, side, builder),
  );

export const COUNTING = {
  SearchSorted: rule<"sortedSequence" | "values", SearchSortedAttrs>(
    ({ sortedSequence, values }, { side }, builder) =>
      searchSorted(sortedSequence, values, side, builder),
  ),
  LowerBound: bound("left"),
  UpperBound: bound("right"),
  Bincount: rule<"x" | "weights", BincountAttrs>(
    ({ x, weights }, { size }, builder) => bincount(x, weights, size, builder),
  ),
  /** A vector is always counted, as TF.js does. */
  DenseBincount: rule<"x" | "weights", DenseBincountAttrs>(
    ({ x, weights }, { size, binaryOutput }, builder) => {
      if (x.shape.length < 2) return bincount(x, weights, size, builder);
      if (!binaryOutput) return countRows(x, weights, size, builder);
      const none = builder.constant(new Int32Array(0), {
        dtype: "int32",
        shape: [0],
      });
      const present = compare(
        "Greater",
        countRows(x, none, size, builder),
        0,
        builder,
      );
      return cast(present, weights.dtype, builder);
    },
  ),
  /** Equal elements come in the order of their places, in both. */
  TopK: rule<"x", TopKAttrs>(({ x }, { k }, builder) => {
    const shape = x.shape.with(-1, k);
    const input = numeric(x, builder);
    const [values, indices] = builder.emitMany(
      "TopK",
      [input, builder.int64([k])],
      [
        { dtype: input.dtype, shape },
        { dtype: "int64", shape },
      ],
      { attributes: { axis: -1, largest: 1, sorted: 1 } },
    );
    return [cast(values!, x.dtype, builder), cast(indices!, "int32", builder)];
  }),
} satisfies Record<string, Rule>;
