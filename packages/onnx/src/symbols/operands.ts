/** @file What becomes of a constant that two traces filled differently. */
import { extentsOf, sameShape, type Node, type Value } from "../graph/graph";
import { sameBytes } from "../passes/common-subexpressions";
import { textOf, type Expression, type Fit } from "./expression";
import type { ShapeNodes } from "./shape-nodes";

/** A constant of the first trace and its counterpart of the second. */
export type ConstantPair = readonly [first: Value, second: Value];

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

/** Whether both traces hold the same constant. */
export const sameConstant = ([a, b]: ConstantPair): boolean =>
  a.dtype === b.dtype &&
  sameShape(a.shape, b.shape) &&
  (a.data === b.data || sameBytes(a, b));

/** The tensor that both constants are, as a function of the symbols. */
export const symbolicConstant = (
  pair: ConstantPair,
  { fit, shapes, constant }: Constants,
): Value => {
  const [a, b] = pair;
  if (a.dtype !== b.dtype) throw new ConstantFailure("its type differs");
  if (sameShape(a.shape, b.shape))
    return shapes.tensor(fitNumbers(pair, fit), a);
  const element = uniformElement(pair);
  const shape = fitShape(a.shape, b.shape, fit);
  if (element === undefined || !shape)
    throw new ConstantFailure(
      `its shape is [${(shape ?? a.shape).map(textOf).join(", ")}] and its elements are not all equal`,
    );
  return shapes.filled(constant(a.dtype, [], element), shape, a.shape);
};

/** Larger ones are data and not sizes. */
const MOST_SIZES = 64;

const fitNumbers = ([a, b]: ConstantPair, fit: Fit): Expression[] => {
  if (a.dtype !== "int64" && a.dtype !== "int32")
    throw new ConstantFailure(
      `its elements are ${shown(a)} for one size and ${shown(b)} for another`,
    );
  const sizes = [...a.data!]
    .slice(0, MOST_SIZES + 1)
    .map((element, i) => fit(Number(element), Number(b.data![i])));
  if (sizes.length > MOST_SIZES || sizes.includes(undefined))
    throw new ConstantFailure(
      `its elements are ${shown(a)} for one size and ${shown(b)} for another, no sums or products of the sizes`,
    );
  return sizes as Expression[];
};

const shown = ({ data }: Value): string =>
  `${[...data!].slice(0, 3).join(", ")}${data!.length > 3 ? ", ..." : ""}`;

/** The extents of a shape, if all are expressions of the symbols. */
const fitShape = (
  a: readonly number[],
  b: readonly number[],
  fit: Fit,
): Expression[] | undefined => {
  if (a.length !== b.length) return undefined;
  const extents = a.map((extent, i) => fit(extent, b[i]!));
  return extents.includes(undefined) ? undefined : (extents as Expression[]);
};

/** The data of a scalar that both constants repeat. */
const uniformElement = ([a, b]: ConstantPair): Value["data"] => {
  const [element] = a.data!;
  return element !== undefined && repeats(a, element) && repeats(b, element)
    ? a.data!.slice(0, 1)
    : undefined;
};

const repeats = ({ data }: Value, element: number | bigint): boolean => {
  for (const other of data!) if (!Object.is(other, element)) return false;
  return true;
};

/** The target of a reshape: 0 copies an extent, -1 is the rest, anything else is computed. */
export const reshapeTarget = (
  x: Value,
  pair: ConstantPair,
  constants: Constants,
): Pick<Node, "attributes"> & { target: Value } => {
  const sizes = fitNumbers(pair, constants.fit);
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

const TO_THE_END = 2n ** 63n - 1n;

/** The ends of a slice: the end of an axis is any number beyond it, so that it need not be computed. */
export const sliceEnds = (node: Node, other: Node): ConstantPair => {
  const pair = [node.inputs[2]!, other.inputs[2]!] as const;
  const beyond = [...pair[0].data!].map(
    (end, i) =>
      end !== pair[1].data![i] && endsAxis(node, i) && endsAxis(other, i),
  );
  const [first, second] = pair.map((ends) => ({
    ...ends,
    data: BigInt64Array.from(beyond, (whole, i) =>
      whole ? TO_THE_END : BigInt(ends.data![i]!),
    ),
  })) as [Value, Value];
  return [first, second];
};

const endsAxis = (
  { inputs: [x, , ends, axes, steps] }: Node,
  i: number,
): boolean => {
  const axis = axes?.data ? Number(axes.data[i]) : i;
  const forwards = !steps?.data || Number(steps.data[i]) > 0;
  return forwards && Number(ends!.data![i]) === x!.shape[axis];
};
