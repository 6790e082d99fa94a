/** @file Rules of the kernels that models declare beside TF.js's own: LayerNorm, Gelu, DropoutMask. */
import { float, sizeOf } from "../graph/graph";
import { rule, type Rule } from "./rule";
import { cast } from "./shapes";
import { finalizerHash } from "./finalizer-hash";

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
  /** 0 with probability `rate`, else 1/(1 - rate): a hash of (key, site, element), see DropoutMask of the models. */
  DropoutMask: rule<"key", { shape: number[]; site: number; rate: number }>(
    ({ key }, { shape, site, rate }, builder) => {
      const size = sizeOf(shape);
      const elements = Uint32Array.from({ length: size }, (_, i) =>
        finalizerHash(i),
      );
      const scalar = { dtype: "uint32", shape: [] } as const;
      const array = { dtype: "uint32", shape } as const;
      const word = (value: number) => builder.scalar(value >>> 0, "uint32");
      const shifted = (
        x: typeof key,
        bits: number,
        type: typeof array | typeof scalar,
      ) =>
        builder.emit("BitShift", [x, word(bits)], type, {
          attributes: { direction: "RIGHT" },
        });
      const xorShift = (
        x: typeof key,
        bits: number,
        type: typeof array | typeof scalar,
      ) => builder.emit("BitwiseXor", [x, shifted(x, bits, type)], type);
      const times = (
        x: typeof key,
        factor: number,
        type: typeof array | typeof scalar,
      ) => builder.emit("Mul", [x, word(factor)], type);

      let siteKey = builder.emit(
        "Add",
        [cast(key, "uint32", builder), word(Math.imul(site, 0x9e3779b9))],
        scalar,
      );
      siteKey = times(xorShift(siteKey, 16, scalar), 0x85ebca6b, scalar);
      siteKey = times(xorShift(siteKey, 13, scalar), 0xc2b2ae35, scalar);
      siteKey = xorShift(siteKey, 16, scalar);

      let hash = builder.emit(
        "BitwiseXor",
        [builder.constant(elements, array), siteKey],
        array,
      );
      hash = times(hash, 0x85ebca6b, array);
      hash = times(xorShift(hash, 15, array), 0xc2b2ae35, array);
      const dropped = builder.emit(
        "Less",
        [hash, word(Math.floor(rate * 2 ** 32))],
        { dtype: "bool", shape },
      );
      return builder.emit(
        "Where",
        [dropped, builder.float32(0), builder.float32(1 / (1 - rate))],
        { dtype: "float32", shape },
      );
    },
  ),
} satisfies Record<string, Rule>;
