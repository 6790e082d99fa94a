/** @file Rules of the kernels that models declare beside TF.js's own: LayerNorm, Gelu, DropoutMask. */
import { float } from "../graph/graph";
import { dropoutMask } from "./dropout-mask";
import { rule, type Rule } from "./rule";

const INVERSE_SQRT2 = Math.SQRT1_2;

export const MODEL_KERNELS = {
  /** (x - mean) * rstd * gain + bias over the last axis; also returns mean and rstd [..., 1]. */
  LayerNorm: rule<"x" | "gain" | "bias", { epsilon: number }>(
    ({ x, gain, bias }, { epsilon }, builder) => {
      const statistic = { dtype: x.dtype, shape: x.shape.with(-1, 1) };
      return builder.emitMany(
        "LayerNormalization",
        [x, gain, bias],
        [x, statistic, statistic],
        { attributes: { axis: -1, epsilon: float(epsilon) } },
      );
    },
  ),
  /** x * (1 + erf(x / sqrt(2))) / 2; the standard operator exists since opset 20. */
  Gelu: rule<"x">(({ x }, _, builder) => {
    if (!builder.target.standardOnly)
      return builder.emit("Gelu", [x], x, { domain: "com.microsoft" });
    if (builder.target.opset >= 20) return builder.emit("Gelu", [x], x);
    const scaled = builder.emit("Mul", [x, builder.float32(INVERSE_SQRT2)], x);
    const erf = builder.emit("Erf", [scaled], x);
    const cdf = builder.emit("Mul", [erf, builder.float32(0.5)], x);
    const shifted = builder.emit("Add", [cdf, builder.float32(0.5)], x);
    return builder.emit("Mul", [x, shifted], x);
  }),
  DropoutMask: dropoutMask,
} satisfies Record<string, Rule>;
