/** @file Removes operations that change nothing, and shortens chains of reshapes, casts and transposes. */
import {
  producers,
  sameExtents,
  type Graph,
  type Node,
  type Value,
} from "../graph/graph";
import { rewrite, type Replacement } from "./rewrite";

/** Every rewrite here is exact: no rounding changes. */
export const simplifyAlgebra = (graph: Graph): Graph => {
  const producerOf = new Map(producers(graph));
  return rewrite(graph, (node) => {
    const replacement = simplify(node, producerOf);
    for (const kept of replacement?.nodes ?? [node])
      for (const output of kept.outputs) producerOf.set(output, kept);
    return replacement;
  });
};

type Producers = ReadonlyMap<Value, Node>;

const simplify = (
  node: Node,
  producerOf: Producers,
): Replacement | undefined => {
  const [x] = node.inputs;
  const [output] = node.outputs;
  if (!x || !output) return undefined;
  switch (node.op) {
    case "Identity":
      return stand(x);
    case "Reshape":
      return simplifyReshape(node, x, output, producerOf);
    case "Transpose":
      return simplifyTranspose(node, x, producerOf);
    case "Expand":
      return sameExtents(x, output) ? stand(x) : undefined;
    case "Cast":
      return x.dtype === output.dtype ? stand(x) : undefined;
    case "Concat":
      return node.inputs.length === 1 ? stand(x) : undefined;
    case "Slice":
      return isWholeSlice(node, x, output) ? stand(x) : undefined;
    case "Tile":
      return sameExtents(x, output) ? stand(x) : undefined;
    case "Pad":
      return isEmptyPad(node) ? stand(x) : undefined;
    case "Split":
      return node.outputs.length === 1 ? stand(x) : undefined;
    case "Add":
      return simplifyNeutral(node, output, 0, true);
    case "Mul":
      return simplifyNeutral(node, output, 1, true);
    case "Sub":
      return simplifyNeutral(node, output, 0, false);
    case "Div":
      return simplifyNeutral(node, output, 1, false);
    default:
      return undefined;
  }
};

const stand = (value: Value): Replacement => ({ nodes: [], outputs: [value] });

/** A slice of the whole extent that goes forwards; a negative step turns the order round. */
const isWholeSlice = (
  { inputs: [, , , , steps] }: Node,
  x: Value,
  output: Value,
): boolean => steps === undefined && sameExtents(x, output);

/** Negative pads crop, so that equal shapes are not enough. */
const isEmptyPad = ({ inputs: [, pads] }: Node): boolean =>
  [...(pads?.data ?? [1])].every((count) => Number(count) === 0);

/** reshape(reshape(x)) = reshape(x); a reshape to the same shape is nothing. */
const simplifyReshape = (
  node: Node,
  x: Value,
  output: Value,
  producerOf: Producers,
): Replacement | undefined => {
  if (sameExtents(x, output)) return stand(x);
  const inner = producerOf.get(x);
  if (inner?.op !== "Reshape") return undefined;
  const [source] = inner.inputs;
  if (sameExtents(source!, output)) return stand(source!);
  if (copiesExtents(node)) return undefined;
  const direct = { ...node, inputs: [source, node.inputs[1]] };
  return { nodes: [direct], outputs: node.outputs };
};

/** Whether a 0 in the target stands for an extent of the reshaped value, so that another may not take its place. */
const copiesExtents = ({ inputs: [, target], attributes }: Node): boolean =>
  attributes["allowzero"] !== 1 &&
  (!target?.data || [...target.data].some((extent) => Number(extent) === 0));

const permOf = (node: Node): readonly number[] =>
  node.attributes["perm"] as readonly number[];

/** Two transposes are one; one that moves nothing is none. */
const simplifyTranspose = (
  node: Node,
  x: Value,
  producerOf: Producers,
): Replacement | undefined => {
  const inner = producerOf.get(x);
  const folded = inner?.op === "Transpose";
  const perm = folded
    ? permOf(node).map((axis) => permOf(inner)[axis]!)
    : permOf(node);
  const source = folded ? inner.inputs[0]! : x;
  if (perm.every((axis, i) => axis === i)) return stand(source);
  if (!folded) return undefined;
  const direct = { ...node, inputs: [source], attributes: { perm } };
  return { nodes: [direct], outputs: node.outputs };
};

/** x + 0, x * 1, x - 0, x / 1, where the constant does not broaden the shape. */
const simplifyNeutral = (
  { inputs: [a, b] }: Node,
  output: Value,
  neutral: number,
  commutative: boolean,
): Replacement | undefined => {
  const isNeutral = (value: Value | undefined) =>
    value?.data?.length === 1 && Number(value.data[0]) === neutral;
  if (isNeutral(b) && sameExtents(a!, output)) return stand(a!);
  if (commutative && isNeutral(a) && sameExtents(b!, output)) return stand(b!);
  return undefined;
};
