/** @file Two traces of one function under different sizes become one graph for all sizes. */
import { freshValues, type FreshValue } from "../graph/fresh-values";
import {
  sameShape,
  UNKNOWN_EXTENT,
  type Graph,
  type Node,
  type Value,
} from "../graph/graph";
import { fitExpressions, type Fit } from "./expression";
import {
  ConstantFailure,
  reshapeTarget,
  sameConstant,
  sliceEnds,
  symbolicConstant,
  type Constants,
} from "./operands";
import { extentOf, ShapeNodes } from "./shape-nodes";
import type { StandIns } from "./stand-ins";

/** Where two traces cannot be one graph. */
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

/** What the walk knows: each value of the first trace with its counterpart and with the value that stands for both. */
interface Walk extends Constants {
  readonly pairs: Map<Value, { readonly other: Value; readonly value: Value }>;
  /** Takes up a value of the first trace and its counterpart; returns what stands for both. */
  readonly pair: (a: Value, b: Value) => Value;
}

/**
 * Walks two graphs of the same structure side by side. What is equal in both
 * stays; a size that differs becomes an expression of the symbols.
 *
 * @throws {UnificationFailure} when the structures differ, or a constant differs that is no such expression
 */
export const unify = (
  first: Graph,
  second: Graph,
  standIns: StandIns,
): Graph => {
  const fresh = freshValues(first);
  const pairs: Walk["pairs"] = new Map();
  const fit = fitExpressions(standIns);
  const pair = (a: Value, b: Value): Value => {
    const value = withExtents(a, b, fit);
    pairs.set(a, { other: b, value });
    return value;
  };
  const inputs = first.inputs.map((input, i) => pair(input, second.inputs[i]!));
  const shapes = new ShapeNodes(inputs, fresh);
  const walk: Walk = { pairs, pair, shapes, fit, constant: constantsOf(fresh) };
  const at = firstDifference(first, second);
  if (at !== undefined) throw differ(first.nodes[at] ?? first.nodes.at(-1));
  const nodes = first.nodes.map((node, i) =>
    unifyNode(node, second.nodes[i]!, walk),
  );
  const outputs = first.outputs.map(({ name, value }, i) => ({
    name,
    value: explained(undefined, () =>
      unifyOperand(value, second.outputs[i]!.value, walk),
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

const unifyNode = (node: Node, other: Node, walk: Walk): Node =>
  explained(node, () => {
    const unified = unifySizes(node, other, walk);
    const outputs = node.outputs.map((output, i) =>
      walk.pair(output, other.outputs[i]!),
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
const unifySizes = (node: Node, other: Node, walk: Walk): Node => {
  const { op, inputs } = node;
  const ends = op === "Slice" ? sliceEnds(node, other) : undefined;
  const target = op === "Reshape" ? inputs[1] : undefined;
  const otherTarget = other.inputs[1];
  const operands = inputs.map((input, i) => {
    if (ends && i === 2) return unifyOperand(...ends, walk);
    if (target && i === 1) return undefined;
    return input || other.inputs[i]
      ? unifyOperand(input, other.inputs[i], walk)
      : undefined;
  });
  if (!target) return { ...node, inputs: operands };
  if (!target.data || !otherTarget?.data || sameConstant([target, otherTarget]))
    return {
      ...node,
      inputs: [operands[0], unifyOperand(target, otherTarget, walk)],
    };
  const form = reshapeTarget(operands[0]!, [target, otherTarget], walk);
  return {
    ...node,
    inputs: [operands[0], form.target],
    attributes: form.attributes,
  };
};

const unifyOperand = (
  a: Value | undefined,
  b: Value | undefined,
  walk: Walk,
): Value => {
  if (!a || !b) throw differ(undefined);
  if (a.data && b.data)
    return sameConstant([a, b]) ? a : symbolicConstant([a, b], walk);
  const pair = walk.pairs.get(a);
  if (pair?.other !== b) throw differ(undefined);
  return pair.value;
};

/** A value with the names of its extents, if any has one. */
const withExtents = (a: Value, b: Value, fit: Fit): Value =>
  sameShape(a.shape, b.shape)
    ? a
    : {
        ...a,
        dims: a.shape.map((extent, i) => {
          const size = fit(extent, b.shape[i]!);
          return size === undefined ? UNKNOWN_EXTENT : extentOf(size);
        }),
      };

/** Constants that are made here, equal ones once. */
const constantsOf = (fresh: FreshValue): Constants["constant"] => {
  const known = new Map<string, Value>();
  return (dtype, shape, data) => {
    const key = `${dtype}[${shape.join()}] ${data!.join()}`;
    const value = known.get(key) ?? fresh(dtype, shape, data);
    known.set(key, value);
    return value;
  };
};
