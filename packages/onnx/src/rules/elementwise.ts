/** @file Rules of arithmetic that acts element by element. */
import { float, type Value } from "../graph/graph";
import type { GraphBuilder } from "../graph/builder";
import { rule, type Rule } from "./rule";
import { broadcastShapes } from "./shapes";

/** One ONNX operator of one input, same type and shape. */
const unary = (op: string): Rule =>
  rule<"x">(({ x }, _, builder) => builder.emit(op, [x], x));

/** One ONNX operator of two inputs under broadcasting. */
const binary = (op: string): Rule =>
  rule<"a" | "b">(({ a, b }, _, builder) => combine(op, a, b, builder));

/** Emits a broadcasting operator. */
export const combine = (
  op: string,
  a: Value,
  b: Value,
  builder: GraphBuilder,
): Value =>
  builder.emit(op, [a, b], {
    dtype: a.dtype,
    shape: broadcastShapes(a.shape, b.shape),
  });

export const ELEMENTWISE = {
  Abs: unary("Abs"),
  Ceil: unary("Ceil"),
  Erf: unary("Erf"),
  Exp: unary("Exp"),
  Floor: unary("Floor"),
  Log: unary("Log"),
  Neg: unary("Neg"),
  Reciprocal: unary("Reciprocal"),
  Relu: unary("Relu"),
  Sigmoid: unary("Sigmoid"),
  Sqrt: unary("Sqrt"),
  Tanh: unary("Tanh"),

  Add: binary("Add"),
  Sub: binary("Sub"),
  Multiply: binary("Mul"),
  RealDiv: binary("Div"),
  Maximum: binary("Max"),
  Minimum: binary("Min"),
  Pow: binary("Pow"),

  /** x * x */
  Square: rule<"x">(({ x }, _, builder) => builder.emit("Mul", [x, x], x)),
  /** 1 / sqrt(x) */
  Rsqrt: rule<"x">(({ x }, _, builder) =>
    builder.emit("Reciprocal", [builder.emit("Sqrt", [x], x)], x),
  ),
  /** (a - b)^2 */
  SquaredDifference: rule<"a" | "b">(({ a, b }, _, builder) => {
    const difference = combine("Sub", a, b, builder);
    return builder.emit("Mul", [difference, difference], difference);
  }),
  LeakyRelu: rule<"x", { alpha: number }>(({ x }, { alpha }, builder) =>
    builder.emit("LeakyRelu", [x], x, {
      attributes: { alpha: float(alpha) },
    }),
  ),
} satisfies Record<string, Rule>;
