/** @file Division, remainder and power as JavaScript defines them, without the traps of integer hardware. */
import type { GraphBuilder } from "../graph/builder";
import type { Value } from "../graph/graph";
import { binary, compare, not, truncate, unary, where } from "./emit";
import { broadcastShapes, cast } from "./shapes";

/** a mod b with the sign of b. */
export const floorMod = (a: Value, b: Value, builder: GraphBuilder): Value =>
  a.dtype === "float32" ? floatMod(a, b, builder) : integerMod(a, b, builder);

/** By 0 the result is 0: a divisor of 1 gives that, and gives it for -1, 0 and 1 alike. */
const integerMod = (a: Value, b: Value, builder: GraphBuilder): Value => {
  const [dividend, divisor] = widen(a, b, builder);
  const size = unary("Abs", divisor, builder);
  const large = compare("Greater", size, 1, builder);
  const safe = where(large, divisor, 1, builder);
  return cast(binary("Mod", dividend, safe, builder), "int32", builder);
};

/** In int64 neither -(-2^31) nor -2^31 / -1 overflows, which some processors punish. */
const widen = (a: Value, b: Value, builder: GraphBuilder): [Value, Value] => [
  cast(a, "int64", builder),
  cast(b, "int64", builder),
];

/** The truncated remainder, moved by b where the signs differ; 0 keeps the sign of b. */
const floatMod = (a: Value, b: Value, builder: GraphBuilder): Value => {
  const shape = broadcastShapes(a.shape, b.shape);
  const remainder = builder.emit(
    "Mod",
    [a, b],
    { dtype: "float32", shape },
    { attributes: { fmod: 1 } },
  );
  const sameSign = compare(
    "Equal",
    compare("Less", a, 0, builder),
    compare("Less", b, 0, builder),
    builder,
  );
  // b - b is 0, or NaN where b is infinite: a remainder of the other sign has no place there.
  const step = binary("Add", b, binary("Sub", b, b, builder), builder);
  const moved = where(
    compare("Equal", remainder, 0, builder),
    binary("Mul", b, 0, builder),
    binary("Add", remainder, step, builder),
    builder,
  );
  return where(sameSign, remainder, moved, builder);
};

/** floor(a / b) as int32; 0 where b is 0, as an infinity is stored. */
export const floorDivide = (
  a: Value,
  b: Value,
  builder: GraphBuilder,
): Value =>
  a.dtype === "float32"
    ? floatFloorDivide(a, b, builder)
    : integerFloorDivide(a, b, builder);

/** (a - a mod b) / b is whole up to rounding, where a / b may round up to a whole number. */
const floatFloorDivide = (a: Value, b: Value, builder: GraphBuilder): Value => {
  const multiple = binary("Sub", a, floatMod(a, b, builder), builder);
  const quotient = binary("Div", multiple, b, builder);
  return truncate(unary("Round", quotient, builder), builder);
};

/** With the divisor's sign moved to the dividend the divisor is positive; 0 / 1 stands for division by 0. */
const integerFloorDivide = (
  a: Value,
  b: Value,
  builder: GraphBuilder,
): Value => {
  const [x, y] = widen(a, b, builder);
  const dividend = binary("Mul", x, unary("Sign", y, builder), builder);
  const size = unary("Abs", y, builder);
  const isZero = compare("Equal", y, 0, builder);
  const divisor = where(isZero, 1, size, builder);
  const truncated = binary("Div", dividend, divisor, builder);
  const product = binary("Mul", truncated, divisor, builder);
  const remainder = binary("Sub", dividend, product, builder);
  const roundedUp = compare("Less", remainder, 0, builder);
  const floor = binary(
    "Sub",
    truncated,
    cast(roundedUp, "int64", builder),
    builder,
  );
  return cast(floor, "int32", builder);
};

/** a^b. */
export const power = (a: Value, b: Value, builder: GraphBuilder): Value =>
  a.dtype === "float32" ? floatPower(a, b, builder) : intPower(a, b, builder);

/** Through int64, whose low half is what int32 keeps of results below 2^63. */
const intPower = (a: Value, b: Value, builder: GraphBuilder): Value => {
  const [base, exponent] = widen(a, b, builder);
  return cast(binary("Pow", base, exponent, builder), "int32", builder);
};

/** In C 1 to any power is 1; in JavaScript 1 or -1 to the power of NaN or an infinity is NaN. */
const floatPower = (a: Value, b: Value, builder: GraphBuilder): Value => {
  const result = binary("Pow", a, b, builder);
  if (isFiniteConstant(b)) return result;
  const unit = compare("Equal", unary("Abs", a, builder), 1, builder);
  const finite = compare("Less", unary("Abs", b, builder), Infinity, builder);
  const undefinedPower = compare("And", unit, not(finite, builder), builder);
  return where(undefinedPower, NaN, result, builder);
};

const isFiniteConstant = ({ data }: Value): boolean =>
  data instanceof Float32Array && data.every(Number.isFinite);
