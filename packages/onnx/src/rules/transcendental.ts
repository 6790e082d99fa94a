/** @file Functions that ONNX lacks, composed so that they stay accurate to a few units in the last place. */
import type { GraphBuilder } from "../graph/builder";
import type { Value } from "../graph/graph";
import { binary, compare, not, unary, where } from "./emit";

/** Below it in magnitude exp(x) - 1 and log(1 + x) lose digits and the hyperbolic forms are used. */
const SMALL = 0.5;

const isSmall = (x: Value, builder: GraphBuilder): Value =>
  compare("Less", unary("Abs", x, builder), SMALL, builder);

/** e^x - 1; near 0 as 2 t / (1 - t) with t = tanh(x / 2). */
export const expm1 = (x: Value, builder: GraphBuilder): Value => {
  const t = unary("Tanh", binary("Mul", x, 0.5, builder), builder);
  const small = binary(
    "Div",
    binary("Mul", t, 2, builder),
    binary("Sub", 1, t, builder),
    builder,
  );
  const large = binary("Sub", unary("Exp", x, builder), 1, builder);
  return where(isSmall(x, builder), small, large, builder);
};

/** log(1 + x); near 0 as 2 artanh(x / (x + 2)). */
export const log1p = (x: Value, builder: GraphBuilder): Value => {
  const ratio = binary("Div", x, binary("Add", x, 2, builder), builder);
  const small = binary("Mul", unary("Atanh", ratio, builder), 2, builder);
  const large = unary("Log", binary("Add", x, 1, builder), builder);
  return where(isSmall(x, builder), small, large, builder);
};

/** Whether the sign bit is set, of -0 too. */
const isNegative = (x: Value, builder: GraphBuilder): Value => {
  const reciprocal = unary("Reciprocal", x, builder);
  return compare(
    "Or",
    compare("Less", x, 0, builder),
    compare("Less", reciprocal, 0, builder),
    builder,
  );
};

/**
 * The angle of the point (x, y) in (-pi, pi], with IEEE 754's answers for
 * zeros and infinities: the arctangent of the smaller magnitude over the larger,
 * mirrored into the octant of the point.
 */
export const atan2 = (y: Value, x: Value, builder: GraphBuilder): Value => {
  const [ay, ax] = [unary("Abs", y, builder), unary("Abs", x, builder)];
  const smaller = binary("Min", ay, ax, builder);
  const larger = binary("Max", ay, ax, builder);
  const quotient = binary("Div", smaller, larger, builder);
  const atOrigin = compare("Equal", larger, 0, builder);
  const atInfinity = compare("Equal", smaller, Infinity, builder);
  const ratio = where(
    atOrigin,
    0,
    where(atInfinity, 1, quotient, builder),
    builder,
  );
  const angle = unary("Atan", ratio, builder);
  const steep = compare("Greater", ay, ax, builder);
  const inQuadrant = where(
    steep,
    binary("Sub", Math.PI / 2, angle, builder),
    angle,
    builder,
  );
  const inHalf = where(
    isNegative(x, builder),
    binary("Sub", Math.PI, inQuadrant, builder),
    inQuadrant,
    builder,
  );
  return where(
    not(isNegative(y, builder), builder),
    inHalf,
    unary("Neg", inHalf, builder),
    builder,
  );
};
