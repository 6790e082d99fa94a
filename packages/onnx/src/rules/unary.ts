/** @file Rules of functions of one tensor, element by element. */
import type { CastAttrs } from "@tensorflow/tfjs-core";
import {
  binary,
  compare,
  filled,
  throughFloat,
  truncate,
  unary,
  where,
} from "./emit";
import { rule, type Rule } from "./rule";
import { cast } from "./shapes";
import { expm1, log1p } from "./transcendental";

/** A function that ONNX defines for floats only; integers go through them. */
const real = (op: string): Rule =>
  rule<"x">(({ x }, _, builder) =>
    throughFloat([x], ([input]) => unary(op, input!, builder), builder),
  );

/** A function that gives every integer back. */
const rounding = (op: string): Rule =>
  rule<"x">(({ x }, _, builder) =>
    x.dtype === "float32" ? unary(op, x, builder) : x,
  );

/** A function of floats and integers that gives truth values back. */
const numeric = (op: string): Rule =>
  rule<"x">(({ x }, _, builder) =>
    x.dtype === "bool" ? x : unary(op, x, builder),
  );

/** A question about floats; integers are finite. */
const classify = (op: string): Rule =>
  rule<"x">(({ x }, _, builder) =>
    x.dtype === "float32"
      ? builder.emit(op, [x], { dtype: "bool", shape: x.shape })
      : filled(0, x.shape, "bool", builder),
  );

export const UNARY = {
  Acos: real("Acos"),
  Acosh: real("Acosh"),
  Asin: real("Asin"),
  Asinh: real("Asinh"),
  Atan: real("Atan"),
  Atanh: real("Atanh"),
  Cos: real("Cos"),
  Cosh: real("Cosh"),
  Erf: real("Erf"),
  /** Always float. */
  Exp: rule<"x">(({ x }, _, builder) =>
    unary("Exp", cast(x, "float32", builder), builder),
  ),
  Log: real("Log"),
  Reciprocal: real("Reciprocal"),
  Sigmoid: real("Sigmoid"),
  Sin: real("Sin"),
  Sinh: real("Sinh"),
  Softplus: real("Softplus"),
  Sqrt: real("Sqrt"),
  Tan: real("Tan"),
  Tanh: real("Tanh"),

  Ceil: rounding("Ceil"),
  Floor: rounding("Floor"),
  /** Halves go to the even neighbour, in both. */
  Round: rounding("Round"),

  Abs: numeric("Abs"),
  Neg: numeric("Neg"),
  /** -1, 0 or 1; TF.js gives 0 for NaN. */
  Sign: rule<"x">(({ x }, _, builder) => {
    if (x.dtype === "bool") return x;
    const sign = unary("Sign", x, builder);
    if (x.dtype !== "float32") return sign;
    const ordered = compare("Equal", x, x, builder);
    return where(ordered, sign, 0, builder);
  }),
  /** x * x */
  Square: rule<"x">(({ x }, _, builder) =>
    x.dtype === "bool" ? x : binary("Mul", x, x, builder),
  ),
  /** 1 / sqrt(x) */
  Rsqrt: rule<"x">(({ x }, _, builder) =>
    throughFloat(
      [x],
      ([input]) => unary("Reciprocal", unary("Sqrt", input!, builder), builder),
      builder,
    ),
  ),
  Expm1: rule<"x">(({ x }, _, builder) =>
    throughFloat([x], ([input]) => expm1(input!, builder), builder),
  ),
  Log1p: rule<"x">(({ x }, _, builder) =>
    throughFloat([x], ([input]) => log1p(input!, builder), builder),
  ),

  IsNan: classify("IsNaN"),
  IsInf: classify("IsInf"),
  /** |x| < infinity, which NaN is not. */
  IsFinite: rule<"x">(({ x }, _, builder) =>
    x.dtype === "float32"
      ? compare("Less", unary("Abs", x, builder), Infinity, builder)
      : filled(1, x.shape, "bool", builder),
  ),

  Identity: rule<"x">(({ x }) => x),
  Cast: rule<"x", CastAttrs>(({ x }, { dtype }, builder) => {
    if (dtype !== "float32" && dtype !== "int32" && dtype !== "bool")
      throw new TypeError(`cast to ${dtype} cannot be compiled`);
    if (x.dtype === "float32" && dtype === "int32") return truncate(x, builder);
    return cast(x, dtype, builder);
  }),
} satisfies Record<string, Rule>;
