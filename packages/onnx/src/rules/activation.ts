/** @file Rules of activation functions and their kin. */
import type {
  ClipByValueAttrs,
  LeakyReluAttrs,
  StepAttrs,
} from "@tensorflow/tfjs-core";
import { backend_util } from "@tensorflow/tfjs-core";
import type { GraphBuilder } from "../graph/builder";
import { float, type Value } from "../graph/graph";
import { binary, compare, throughFloat, where } from "./emit";
import { rule, type Rule } from "./rule";
import { cast, numeric } from "./shapes";
import { expm1 } from "./transcendental";

/** max(x, 0): +0 for -0 and NaN for NaN, which ONNX's Relu does not promise. */
export const relu = (x: Value, builder: GraphBuilder): Value =>
  x.dtype === "bool" ? x : binary("Max", x, 0, builder);

/** x >= 0 ? x : e^x - 1 */
export const elu = (x: Value, builder: GraphBuilder): Value => {
  const positive = compare("GreaterOrEqual", x, 0, builder);
  return where(positive, x, expm1(x, builder), builder);
};

/** min(max(x, 0), 6) */
export const relu6 = (x: Value, builder: GraphBuilder): Value =>
  x.dtype === "bool" ? x : binary("Min", relu(x, builder), 6, builder);

/** x < 0 ? alpha x : x */
export const prelu = (x: Value, alpha: Value, builder: GraphBuilder): Value => {
  const negative = compare("Less", x, 0, builder);
  return where(negative, binary("Mul", alpha, x, builder), x, builder);
};

/** {@link prelu} with one number for all elements. */
export const leakyRelu = (
  x: Value,
  alpha: number,
  builder: GraphBuilder,
): Value =>
  builder.emit("LeakyRelu", [x], x, { attributes: { alpha: float(alpha) } });

/** scale x for x >= 0, else scale alpha (e^x - 1) */
const selu = (x: Value, builder: GraphBuilder): Value => {
  const { SELU_SCALE, SELU_SCALEALPHA } = backend_util;
  return where(
    compare("GreaterOrEqual", x, 0, builder),
    binary("Mul", x, SELU_SCALE, builder),
    binary("Mul", expm1(x, builder), SELU_SCALEALPHA, builder),
    builder,
  );
};

export const ACTIVATION = {
  Relu: rule<"x">(({ x }, _, builder) => relu(x, builder)),
  Relu6: rule<"x">(({ x }, _, builder) => relu6(x, builder)),
  LeakyRelu: rule<"x", LeakyReluAttrs>(({ x }, { alpha }, builder) =>
    leakyRelu(cast(x, "float32", builder), alpha, builder),
  ),
  /** Always float. */
  Prelu: rule<"x" | "alpha">(({ x, alpha }, _, builder) =>
    prelu(
      cast(x, "float32", builder),
      cast(alpha, "float32", builder),
      builder,
    ),
  ),
  Elu: rule<"x">(({ x }, _, builder) =>
    throughFloat([x], ([input]) => elu(input!, builder), builder),
  ),
  /** dy for y >= 0, else dy (y + 1). */
  EluGrad: rule<"dy" | "y">(({ dy, y }, _, builder) => {
    const slope = where(
      compare("GreaterOrEqual", y, 0, builder),
      1,
      binary("Add", y, 1, builder),
      builder,
    );
    return binary("Mul", dy, slope, builder);
  }),
  Selu: rule<"x">(({ x }, _, builder) =>
    throughFloat([x], ([input]) => selu(input!, builder), builder),
  ),
  /** x > 0 ? 1 : alpha, and NaN for NaN. */
  Step: rule<"x", StepAttrs>(({ x }, { alpha }, builder) =>
    throughFloat(
      [x],
      ([input]) => {
        const positive = compare("Greater", input!, 0, builder);
        const step = where(positive, 1, alpha, builder);
        const ordered = compare("Equal", input!, input!, builder);
        return where(ordered, step, input!, builder);
      },
      builder,
    ),
  ),
  /** Integers take the bounds truncated, since TF.js stores results truncated. */
  ClipByValue: rule<"x", ClipByValueAttrs>(
    ({ x }, { clipValueMin, clipValueMax }, builder) => {
      const input = numeric(x, builder);
      const bounds = [clipValueMin, clipValueMax].map((bound) =>
        builder.scalar(bound, input.dtype),
      );
      const clipped = builder.emit("Clip", [input, ...bounds], input);
      return cast(clipped, x.dtype, builder);
    },
  ),
} satisfies Record<string, Rule>;
