/** @file Rules of running sums and products. */
import type { CumsumAttrs } from "@tensorflow/tfjs-core";
import type { GraphBuilder } from "../graph/builder";
import type { Value } from "../graph/graph";
import { binary } from "./emit";
import { rule, type Rule } from "./rule";
import { normalizeAxes, numeric } from "./shapes";

/** The elements moved along an axis by `distance`, or backwards; ones come in, what leaves is lost. */
const shift = (
  x: Value,
  axis: number,
  distance: number,
  builder: GraphBuilder,
): Value => {
  const pads = x.shape.map((_, i) => (i === axis ? distance : 0));
  return builder.emit(
    "Pad",
    [
      x,
      builder.int64([...pads, ...pads.map((pad) => -pad)]),
      builder.scalar(1, x.dtype),
    ],
    x,
  );
};

export const CUMULATIVE = {
  Cumsum: rule<"x", CumsumAttrs>(
    ({ x }, { axis, exclusive, reverse }, builder) => {
      const [at] = normalizeAxes(axis, x.shape);
      const input = numeric(x, builder);
      return builder.emit(
        "CumSum",
        [input, builder.scalar(at!, "int64")],
        input,
        {
          attributes: {
            exclusive: exclusive ? 1 : 0,
            reverse: reverse ? 1 : 0,
          },
        },
      );
    },
  ),
  /** By doubling: after a step of distance d every element is the product of 2 d neighbours. */
  Cumprod: rule<"x", CumsumAttrs>(
    ({ x }, { axis, exclusive, reverse }, builder) => {
      const at = normalizeAxes(axis, x.shape)[0]!;
      const extent = x.shape[at]!;
      const direction = reverse ? -1 : 1;
      let product = numeric(x, builder);
      if (exclusive && extent > 0)
        product = shift(product, at, direction, builder);
      for (let distance = 1; distance < extent; distance *= 2)
        product = binary(
          "Mul",
          product,
          shift(product, at, direction * distance, builder),
          builder,
        );
      return product;
    },
  ),
} satisfies Record<string, Rule>;
