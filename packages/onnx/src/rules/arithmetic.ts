/** @file Rules of arithmetic of two tensors under broadcasting, and of sums of many. */
import { binary, throughFloat } from "./emit";
import { floorDivide, floorMod, power } from "./division";
import { rule, type Rule } from "./rule";
import { cast } from "./shapes";
import { atan2 } from "./transcendental";

/** An operator of floats and integers; of truth values, which TF.js keeps as 0 and 1, the logical one. */
const arithmetic = (op: string, logical: "And" | "Or" | "Xor"): Rule =>
  rule<"a" | "b">(({ a, b }, _, builder) =>
    binary(a.dtype === "bool" ? logical : op, a, b, builder),
  );

export const ARITHMETIC = {
  Add: arithmetic("Add", "Or"),
  Sub: arithmetic("Sub", "Xor"),
  Multiply: arithmetic("Mul", "And"),
  Maximum: arithmetic("Max", "Or"),
  Minimum: arithmetic("Min", "And"),
  /** TF.js sends integers to FloorDiv. */
  RealDiv: rule<"a" | "b">(({ a, b }, _, builder) =>
    throughFloat([a, b], ([x, y]) => binary("Div", x!, y!, builder), builder),
  ),
  /** floor(a / b) as int32, 0 where b is 0. */
  FloorDiv: rule<"a" | "b">(({ a, b }, _, builder) =>
    a.dtype === "bool"
      ? cast(binary("And", a, b, builder), "int32", builder)
      : floorDivide(a, b, builder),
  ),
  /** The remainder with the sign of the divisor; of integers 0 where b is 0. */
  Mod: rule<"a" | "b">(({ a, b }, _, builder) => {
    if (a.dtype !== "bool") return floorMod(a, b, builder);
    const [x, y] = [cast(a, "int32", builder), cast(b, "int32", builder)];
    return cast(floorMod(x, y, builder), "bool", builder);
  }),
  Pow: rule<"a" | "b">(({ a, b }, _, builder) => {
    if (a.dtype !== "bool") return power(a, b, builder);
    const [x, y] = [cast(a, "int32", builder), cast(b, "int32", builder)];
    return cast(power(x, y, builder), "bool", builder);
  }),
  /** (a - b)^2 */
  SquaredDifference: rule<"a" | "b">(({ a, b }, _, builder) => {
    if (a.dtype === "bool") return binary("Xor", a, b, builder);
    const difference = binary("Sub", a, b, builder);
    return binary("Mul", difference, difference, builder);
  }),
  Atan2: rule<"a" | "b">(({ a, b }, _, builder) =>
    throughFloat([a, b], ([y, x]) => atan2(y!, x!, builder), builder),
  ),
  BitwiseAnd: rule<"a" | "b">(({ a, b }, _, builder) =>
    binary("BitwiseAnd", a, b, builder),
  ),
  AddN: (inputs, _, builder) => {
    const [first, ...others] = Object.values(inputs);
    const op = first!.dtype === "bool" ? "Or" : "Add";
    return others.reduce((sum, x) => binary(op, sum, x, builder), first!);
  },
} satisfies Record<string, Rule>;
