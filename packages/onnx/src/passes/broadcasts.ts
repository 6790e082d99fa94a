/** @file Operators that broadcast take their operands as they were before they were repeated. */
import {
  extentsOf,
  producers,
  UNKNOWN_EXTENT,
  type Graph,
  type Node,
  type Value,
} from "../graph/graph";
import { rewrite } from "./rewrite";

/** Operators that repeat axes of extent 1 themselves, over all their inputs; Pow rounds otherwise for one exponent alone. */
const BROADCASTING: ReadonlySet<string> = new Set([
  ...["Add", "Sub", "Mul", "Div", "Mod", "Max", "Min", "Where"],
  ...["Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual"],
  ...["And", "Or", "Xor", "BitwiseAnd", "BitwiseOr", "BitwiseXor"],
]);

/** op(expand(a), b) = op(a, b) where b alone has the shape of the result; exact. */
export const dropBroadcasts = (graph: Graph): Graph => {
  const producerOf = producers(graph);
  return rewrite(graph, (node) => {
    if (!BROADCASTING.has(node.op)) return undefined;
    const [output] = node.outputs;
    let inputs = node.inputs as readonly Value[];
    for (const [i, input] of inputs.entries()) {
      const source = repeatedBy(producerOf.get(input));
      const direct = source && inputs.with(i, source);
      if (direct && broadcastTo(direct, output!)) inputs = direct;
    }
    return { nodes: [{ ...node, inputs }], outputs: node.outputs };
  });
};

/** What a node repeats along axes of extent 1, and along new ones. */
const repeatedBy = (node: Node | undefined): Value | undefined => {
  if (node?.op !== "Expand" && node?.op !== "Tile") return undefined;
  const [source] = node.inputs;
  return extentsAlong(source!, node.outputs[0]!).every(
    ([extent, wanted]) => extent === 1 || isSame(extent, wanted),
  )
    ? source
    : undefined;
};

/** Whether broadcasting values gives the shape of the result. */
const broadcastTo = (values: readonly Value[], result: Value): boolean =>
  values.some((value) => value.shape.length === result.shape.length) &&
  extentsOf(result).every((wanted, axis) =>
    values.some((value) =>
      isSame(extentsAlong(value, result)[axis]![0], wanted),
    ),
  );

/** The extents of a value beside those of a result that it is broadcast to. */
const extentsAlong = (value: Value, result: Value) => {
  const wanted = extentsOf(result);
  return wanted.map(
    (extent, axis) =>
      [extentsOf(value).at(axis - wanted.length) ?? 1, extent] as const,
  );
};

const isSame = (a: number | string, b: number | string): boolean =>
  a === b && a !== UNKNOWN_EXTENT;
