/** @file What becomes of a constant that the traces filled differently. */
import {
  extentsOf,
  sameShape,
  type ConstantData,
  type Node,
  type Value,
} from "../graph/graph";
import { sameBytes } from "../passes/common-subexpressions";
import { TO_THE_END } from "../rules/shapes";
import { textOf, type Expression, type Fit } from "./expression";
import type { ShapeNodes } from "./shape-nodes";

/** A constant of the first trace and its counterparts of the others. */
export type Counterparts = readonly [first: Value, ...others: Value[]];

/** What the rewriting of constants needs. */
export interface Constants {
  readonly fit: Fit;
  readonly shapes: ShapeNodes;
  readonly constant: (
    dtype: Value["dtype"],
    shape: readonly number[],
    data: Value["data"],
  ) => Value;
}

/** Why a constant cannot be expressed. */
export class ConstantFailure extends Error {}

/** Whether all traces hold the same constant. */
export const sameConstant = ([a, ...others]: Counterparts): boolean =>
  others.every(
    (b) =>
      a.dtype === b.dtype &&
      sameShape(a.shape, b.shape) &&
      (a.data === b.data || sameBytes(a, b)),
  );

/** The tensor that the constants are, as a function of the symbols. */
export const symbolicConstant = (
  constants: Counterparts,
  { fit, shapes, constant }: Constants,
): Value => {
  const [a, ...others] = constants;
  if (others.some(({ dtype }) => dtype !== a.dtype))
    throw new ConstantFailure("its type differs");
  if (others.every(({ shape }) => sameShape(a.shape, shape)))
    return shapes.tensor(fitNumbers(constants, fit), a);
  const element = uniformElement(constants);
  const shape = fitShape(constants, fit);
  if (element === undefined || !shape)
    throw new ConstantFailure(
      `its shape is [${(shape ?? a.shape).map(textOf).join(", ")}] and its elements are not all equal`,
    );
  return shapes.filled(constant(a.dtype, [], element), shape, a.shape);
};

/** Larger ones are data and not sizes. */
const MOST_SIZES = 64;

const fitNumbers = (constants: Counterparts, fit: Fit): Expression[] => {
  const [a, ...others] = constants;
  const fail = (more = ""): never => {
    const other = others.find((b) => !sameConstant([a, b]));
    throw new ConstantFailure(
      `its elements are ${shown(a)} for one size and ${shown(other ?? a)} for another${more}`,
    );
  };
  if (a.dtype !== "int64" && a.dtype !== "int32") return fail();
  const sizes = [...a.data!]
    .slice(0, MOST_SIZES + 1)
    .map((_, i) => fit(constants.map(({ data }) => Number(data![i]))));
  if (sizes.length > MOST_SIZES || sizes.includes(undefined))
    return fail(", no sums or products of the sizes");
  return sizes as Expression[];
};

const shown = ({ data }: Value): string =>
  `${[...data!.subarray(0, 3)].join(", ")}${data!.length > 3 ? ", ..." : ""}`;

/** The extents of a shape, if all are expressions of the symbols. */
const fitShape = (
  [a, ...others]: Counterparts,
  fit: Fit,
): Expression[] | undefined => {
  if (others.some(({ shape }) => shape.length !== a.shape.length))
    return undefined;
  const extents = a.shape.map((extent, i) =>
    fit([extent, ...others.map(({ shape }) => shape[i]!)]),
  );
  return extents.includes(undefined) ? undefined : (extents as Expression[]);
};

/** The data of a scalar that all constants repeat. */
const uniformElement = (constants: Counterparts): Value["data"] => {
  const scalars = constants.map(({ data }) => ({ data: data!.slice(0, 1) }));
  const [first] = scalars;
  return scalars.every((scalar) => sameBytes(first!, scalar)) &&
    constants.every(repeats)
    ? first!.data
    : undefined;
};

/** What {@link repeats} found: one constant may be an operand of many nodes. */
const REPEATS = new WeakMap<ConstantData, boolean>();

const repeats = ({ data }: Value): boolean => {
  const found = REPEATS.get(data!) ?? isUniform(data!);
  REPEATS.set(data!, found);
  return found;
};

/** Whether all elements have the same bits; of nothing, none has. */
const isUniform = (data: ConstantData): boolean => {
  const { buffer, byteOffset, byteLength, BYTES_PER_ELEMENT: width } = data;
  // Elements of 4 bytes begin at multiples of 4; others are seldom large.
  const units =
    width === 4
      ? new Uint32Array(buffer, byteOffset, byteLength / width)
      : new Uint8Array(buffer, byteOffset, byteLength);
  const step = width === 4 ? 1 : width;
  // A loop, since there may be millions of elements.
  for (let i = step; i < units.length; i++)
    if (units[i] !== units[i - step]) return false;
  return units.length > 0;
};

/** The target of a reshape: 0 copies an extent, -1 is the rest, anything else is computed. */
export const reshapeTarget = (
  x: Value,
  targets: Counterparts,
  constants: Constants,
): Pick<Node, "attributes"> & { target: Value } => {
  const sizes = fitNumbers(targets, constants.fit);
  const source = extentsOf(x);
  const copied = sizes.map((size, i) =>
    typeof size !== "number" && textOf(size) === source[i] ? 0 : size,
  );
  const rest = copied.filter((size) => typeof size !== "number");
  // Where an extent of 0 is copied or static, a rest has no size that could be inferred.
  const inferable = rest.length === 1 && !copied.includes(0);
  const complete = rest.length === 0 && !sizes.includes(0);
  if (!inferable && !complete)
    return {
      target: constants.shapes.vector(sizes),
      attributes: { allowzero: 1 },
    };
  const numbers = copied.map((size) => (typeof size === "number" ? size : -1));
  const data = BigInt64Array.from(numbers, BigInt);
  return {
    target: constants.constant("int64", [numbers.length], data),
    attributes: {},
  };
};

/** The ends of a slice: the end of an axis is any number beyond it, so that it need not be computed. */
export const sliceEnds = (slices: readonly Node[]): Value[] => {
  const ends = slices.map(({ inputs }) => inputs[2]!);
  const beyond = [...ends[0]!.data!].map(
    (end, i) =>
      ends.some(({ data }) => data![i] !== end) &&
      slices.every((slice) => endsAxis(slice, i)),
  );
  return ends.map((value) => ({
    ...value,
    data: BigInt64Array.from(beyond, (whole, i) =>
      whole ? TO_THE_END : BigInt(value.data![i]!),
    ),
  }));
};

const endsAxis = (
  { inputs: [x, , ends, axes, steps] }: Node,
  i: number,
): boolean => {
  const axis = axes?.data ? Number(axes.data[i]) : i;
  const forwards = !steps?.data || Number(steps.data[i]) > 0;
  return forwards && Number(ends!.data![i]) === x!.shape[axis];
};
