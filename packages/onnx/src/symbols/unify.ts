/** @file Traces of one function under different sizes become one graph for all sizes. */
import { freshValues, type FreshValue } from "../graph/fresh-values";
import {
  sameShape,
  UNKNOWN_EXTENT,
  type Graph,
  type Node,
  type Value,
} from "../graph/graph";
import { bytesOf } from "../passes/common-subexpressions";
import { fitExpressions, type Fit } from "./expression";
import {
  ConstantFailure,
  reshapeTarget,
  sameConstant,
  sliceEnds,
  symbolicConstant,
  type Constants,
  type Counterparts,
} from "./operands";
import { extentOf, ShapeNodes } from "./shape-nodes";
import type { StandIns } from "./stand-ins";

/** Where traces cannot be one graph. */
export class UnificationFailure extends Error {
  constructor(
    /** Whether they differ in a constant, or already in what they do. */
    readonly kind: "constant" | "structure",
    /** The node of the first trace that shows it, if there is one. */
    readonly node: Node | undefined,
    message: string,
  ) {
    super(message);
  }
}

/** A value of the first trace and its counterparts of the others; none where an optional operand is absent. */
type Operand = readonly (Value | undefined)[];

/** What the walk knows: the counterparts of each value of the first trace, and the value that stands for all. */
interface Walk extends Constants {
  readonly known: Map<
    Value,
    { readonly others: readonly Value[]; readonly value: Value }
  >;
  /** Takes up a value of the first trace and its counterparts; returns what stands for all. */
  readonly takeUp: (values: Counterparts) => Value;
}

/** What one node has in every trace, first trace first. */
type Nodes = readonly [first: Node, ...others: Node[]];

/**
 * Walks graphs of the same structure side by side. What is equal in all stays;
 * a size that differs becomes an expression of the symbols.
 *
 * @param standIns the sizes that each graph was traced with
 * @throws {UnificationFailure} when the structures differ, or a constant differs that is no such expression
 */
export const unify = (
  [first, ...others]: readonly [Graph, ...Graph[]],
  standIns: StandIns,
): Graph => {
  const fresh = freshValues(first);
  const known: Walk["known"] = new Map();
  const fit = fitExpressions(standIns);
  const takeUp = (values: Counterparts): Value => {
    const [a, ...rest] = values;
    const value = withExtents(values, fit);
    known.set(a, { others: rest, value });
    return value;
  };
  const inputs = first.inputs.map((input, i) =>
    takeUp([input, ...others.map((graph) => graph.inputs[i]!)]),
  );
  const shapes = new ShapeNodes(inputs, fresh);
  const walk = { known, takeUp, shapes, fit, constant: constantsOf(fresh) };
  for (const other of others) {
    const at = firstDifference(first, other);
    if (at !== undefined) throw differ(first.nodes[at] ?? first.nodes.at(-1));
  }
  const nodes = first.nodes.map((node, i) =>
    unifyNode([node, ...others.map((graph) => graph.nodes[i]!)], walk),
  );
  const outputs = first.outputs.map(({ name, value }, i) => ({
    name,
    value: explained(undefined, () =>
      unifyOperand(
        [value, ...others.map((graph) => graph.outputs[i]!.value)],
        walk,
      ),
    ),
  }));
  return { inputs, nodes: [...shapes.nodes, ...nodes], outputs };
};

const differ = (node: Node | undefined): UnificationFailure =>
  new UnificationFailure("structure", node, "other operations are applied");

/** The place from which on the traces do not apply the same operators. */
const firstDifference = (first: Graph, second: Graph): number | undefined => {
  const count = Math.max(first.nodes.length, second.nodes.length);
  for (let i = 0; i < count; i++) {
    const [a, b] = [first.nodes[i], second.nodes[i]];
    if (!a || !b || !sameOperator(a, b)) return i;
  }
  return undefined;
};

const sameOperator = (a: Node, b: Node): boolean =>
  a.op === b.op &&
  a.domain === b.domain &&
  a.inputs.length === b.inputs.length &&
  a.outputs.length === b.outputs.length &&
  JSON.stringify(a.attributes) === JSON.stringify(b.attributes);

const unifyNode = (nodes: Nodes, walk: Walk): Node =>
  explained(nodes[0], () => {
    const [node, ...others] = nodes;
    const unified = unifySizes(nodes, walk);
    const outputs = node.outputs.map((output, i) =>
      walk.takeUp([output, ...others.map((other) => other.outputs[i]!)]),
    );
    return { ...unified, outputs };
  });

/** Says of a failure at which node it is. */
const explained = <T>(node: Node | undefined, body: () => T): T => {
  try {
    return body();
  } catch (error) {
    if (error instanceof ConstantFailure)
      throw new UnificationFailure("constant", node, error.message);
    if (error instanceof UnificationFailure) throw differ(node);
    throw error;
  }
};

/** The node with operands for all sizes; targets of reshapes and ends of slices have cheaper forms than the numbers they hold. */
const unifySizes = (nodes: Nodes, walk: Walk): Node => {
  const [node] = nodes;
  const operand = (i: number): Operand => nodes.map(({ inputs }) => inputs[i]);
  const ends = node.op === "Slice" ? sliceEnds(nodes) : undefined;
  const target = node.op === "Reshape" ? operand(1) : undefined;
  const inputs = node.inputs.map((_, i) => {
    const values = ends && i === 2 ? ends : operand(i);
    if (values.every((value) => !value)) return undefined;
    return target && i === 1 ? undefined : unifyOperand(values, walk);
  });
  if (!target) return { ...node, inputs };
  if (!areConstants(target) || sameConstant(target))
    return { ...node, inputs: [inputs[0], unifyOperand(target, walk)] };
  const form = reshapeTarget(inputs[0]!, target, walk);
  return {
    ...node,
    inputs: [inputs[0], form.target],
    attributes: form.attributes,
  };
};

const areConstants = (operand: Operand): operand is Counterparts =>
  operand.every((value) => value?.data !== undefined);

const unifyOperand = (operand: Operand, walk: Walk): Value => {
  if (areConstants(operand))
    return sameConstant(operand) ? operand[0] : symbolicConstant(operand, walk);
  const [a, ...others] = operand;
  const found = a && walk.known.get(a);
  if (!found || found.others.some((other, i) => other !== others[i]))
    throw differ(undefined);
  return found.value;
};

/** A value with the names of its extents, if any has one. */
const withExtents = ([a, ...others]: Counterparts, fit: Fit): Value =>
  others.every(({ shape }) => sameShape(a.shape, shape))
    ? a
    : {
        ...a,
        dims: a.shape.map((extent, i) => {
          const seen = others.map(({ shape }) => shape[i]!);
          const size = fit([extent, ...seen]);
          return size === undefined ? UNKNOWN_EXTENT : extentOf(size);
        }),
      };

/** Constants that are made here, equal ones once. */
const constantsOf = (fresh: FreshValue): Constants["constant"] => {
  const known = new Map<string, Value>();
  return (dtype, shape, data) => {
    const key = `${dtype}[${shape.join()}] ${bytesOf({ data }).join()}`;
    const value = known.get(key) ?? fresh(dtype, shape, data);
    known.set(key, value);
    return value;
  };
};
