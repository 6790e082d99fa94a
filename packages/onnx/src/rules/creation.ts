/** @file Rules that make tensors out of attributes. */
import type { DataType as TensorDataType } from "@tensorflow/tfjs-core";
import type { GraphBuilder } from "../graph/builder";
import type { DataType, Value } from "../graph/graph";
import { rule, type Rule } from "./rule";
import { cast } from "./shapes";

/** A tensor of one repeated value, as a scalar broadcast to the shape. */
const filled = (
  value: number,
  shape: readonly number[],
  dtype: DataType,
  builder: GraphBuilder,
): Value =>
  shape.length === 0
    ? builder.scalar(value, dtype)
    : builder.emit(
        "Expand",
        [builder.scalar(value, dtype), builder.int64(shape)],
        { dtype, shape },
      );

export const CREATION = {
  Fill: rule<
    never,
    { shape: number[]; value: number | string; dtype?: TensorDataType }
  >((_, { shape, value, dtype = "float32" }, builder) =>
    filled(Number(value), shape, dtype as DataType, builder),
  ),
  ZerosLike: rule<"x">(({ x }, _, builder) =>
    filled(0, x.shape, x.dtype, builder),
  ),
  OnesLike: rule<"x">(({ x }, _, builder) =>
    filled(1, x.shape, x.dtype, builder),
  ),
  OneHot: rule<
    "indices",
    {
      depth: number;
      onValue: number;
      offValue: number;
      dtype: TensorDataType;
    }
  >(({ indices }, { depth, onValue, offValue, dtype }, builder) => {
    // onnxruntime has no int32 index kernel for int32 results; float is exact here.
    const hot = builder.emit(
      "OneHot",
      [
        cast(indices, "int64", builder),
        builder.int64([depth]),
        builder.constant(Float32Array.of(offValue, onValue), {
          dtype: "float32",
          shape: [2],
        }),
      ],
      { dtype: "float32", shape: [...indices.shape, depth] },
      { attributes: { axis: -1 } },
    );
    return cast(hot, dtype as DataType, builder);
  }),
} satisfies Record<string, Rule>;
