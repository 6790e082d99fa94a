/** @file Rewrites a loop's body so that what does not change from step to step is neither computed nor copied again. */
import { subgraphsOf, type Graph, type Node, type Value } from "../graph/graph";
import { rewrite } from "../passes/rewrite";
import { TO_THE_END } from "../rules/shapes";
import { Emitter, kindOf } from "./emitter";

/**
 * Moves nodes that read nothing of the loop before it, and lets operators work
 * on the two parts of a concatenation, of which the first is the same at every
 * step, one by one:
 *
 *   f(Concat(a, n)) = Concat(f(a), f(n)) for Transpose and Slice, and f(a) is moved before the loop
 *   q Concat(a, n) = Concat(q a, q n) over columns;  w Concat(a, n) = w_a a + w_n n over rows
 *   Concat(Concat(a, n), k) = Concat(a, Concat(n, k))
 *
 * so that a large a is read where it lies. Where a pattern does not match, the
 * node stays as it is. Exact but for the order of one sum.
 *
 * @param body   a loop's body
 * @param before where nodes before the loop are appended
 */
export const splitCaches = (body: Graph, before: Emitter): Graph => {
  const context = new LoopContext(body, before);
  return rewrite(body, (node) => {
    const inside = new Emitter(before.fresh);
    const result = simplified(node, context, inside);
    const nodes = result ? [...inside.nodes] : [node];
    const kept = nodes.filter((candidate) => !context.hoist(candidate));
    return { nodes: kept, outputs: result ? [result] : node.outputs };
  });
};

/** A concatenation of something that stays and something that grows. */
interface Joined {
  readonly still: Value;
  readonly grown: Value;
  readonly axis: number;
}

/** What is known of the values of a body while it is rewritten. */
class LoopContext {
  /** What differs from step to step. */
  readonly #varying: Set<Value>;
  readonly #producers = new Map<Value, Node>();

  constructor(
    body: Graph,
    readonly before: Emitter,
  ) {
    this.#varying = new Set(body.inputs);
    for (const node of before.nodes) this.#remember(node);
  }

  /** Moves a node before the loop if it reads nothing of the loop. */
  hoist(node: Node): boolean {
    this.#remember(node);
    const still =
      subgraphsOf(node).length === 0 &&
      node.inputs.every((input) => !input || !this.#varying.has(input));
    if (still) this.before.nodes.push(node);
    else for (const output of node.outputs) this.#varying.add(output);
    return still;
  }

  joined(value: Value | undefined): Joined | undefined {
    const node = value && this.#producers.get(value);
    if (node?.op !== "Concat" || node.inputs.length !== 2) return undefined;
    const [still, grown] = node.inputs as [Value, Value];
    const { axis } = node.attributes;
    return !this.#varying.has(still) && typeof axis === "number" && axis >= 0
      ? { still, grown, axis }
      : undefined;
  }

  /** Whether a vector holds nothing but the size of a value along an axis. */
  isSize(vector: Value | undefined, value: Value, axis: number): boolean {
    const node = vector && this.#producers.get(vector);
    return (
      node?.op === "Shape" &&
      node.inputs[0] === value &&
      node.attributes["start"] === axis &&
      node.attributes["end"] === axis + 1
    );
  }

  #remember(node: Node): void {
    for (const output of node.outputs) this.#producers.set(output, node);
  }
}

/** What a node gives by cheaper means. */
const simplified = (
  node: Node,
  context: LoopContext,
  emitter: Emitter,
): Value | undefined => {
  const { op, domain, inputs } = node;
  if (domain !== "") return undefined;
  if (op === "MatMul") return splitProduct(node, context, emitter);
  const joined = context.joined(inputs[0]);
  if (!joined) return undefined;
  if (op === "Concat") return regrouped(node, joined, emitter);
  if (op === "Shape") return sizeOfJoined(node, joined, emitter);
  if (op === "Transpose") return transposed(node, joined, emitter);
  if (op === "Slice") return sliced(node, joined, context, emitter);
  return undefined;
};

/** Concat(Concat(a, n), k, ...) = Concat(a, Concat(n, k, ...)) */
const regrouped = (
  { inputs, attributes }: Node,
  { still, grown, axis }: Joined,
  emitter: Emitter,
): Value | undefined => {
  if (attributes["axis"] !== axis) return undefined;
  const rest = inputs.slice(1) as readonly Value[];
  return emitter.concat([still, emitter.concat([grown, ...rest], axis)], axis);
};

/** The size of a concatenation along its axis is a sum. */
const sizeOfJoined = (
  { attributes: { start, end } }: Node,
  { still, grown, axis }: Joined,
  emitter: Emitter,
): Value | undefined => {
  if (typeof start !== "number" || start < 0 || end !== start + 1)
    return undefined;
  const size = emitter.size(still, start);
  if (start !== axis) return size;
  return emitter.emit("Add", [size, emitter.size(grown, start)], kindOf(size));
};

const transposed = (
  { attributes: { perm } }: Node,
  { still, grown, axis }: Joined,
  emitter: Emitter,
): Value | undefined => {
  if (!Array.isArray(perm)) return undefined;
  const kind = { dtype: still.dtype, rank: perm.length };
  const parts = [still, grown].map((part) =>
    emitter.emit("Transpose", [part], kind, { perm }),
  );
  return emitter.concat(parts, perm.indexOf(axis));
};

/** A slice of both parts where it leaves the axis whole; the second part alone where it begins behind the first. */
const sliced = (
  { inputs, attributes }: Node,
  { still, grown, axis }: Joined,
  context: LoopContext,
  emitter: Emitter,
): Value | undefined => {
  const [, starts, ends, axes, steps] = inputs;
  const vector = axes ?? starts;
  if (!vector?.data || steps) return undefined;
  const places = [...vector.data].map((place, i) => (axes ? Number(place) : i));
  if (places.some((place) => place < 0)) return undefined;
  const at = places.indexOf(axis);
  const toTheEnd = ends?.data?.[at] === TO_THE_END;
  if (at >= 0 && places.length === 1 && toTheEnd)
    if (context.isSize(starts, still, axis)) return grown;
  if (at >= 0 && !(toTheEnd && Number(starts?.data?.[at]) === 0))
    return undefined;
  const operands = inputs.slice(1) as readonly Value[];
  const parts = [still, grown].map((part) =>
    emitter.emit("Slice", [part, ...operands], kindOf(part), attributes),
  );
  return emitter.concat(parts, axis);
};

/** A product with a concatenation on its right as two products. */
const splitProduct = (
  { inputs: [left, right] }: Node,
  context: LoopContext,
  emitter: Emitter,
): Value | undefined => {
  const joined = context.joined(right);
  const rank = right && kindOf(right).rank;
  if (!joined || rank === undefined || rank < 2) return undefined;
  const { still, grown, axis } = joined;
  const kind = { dtype: left!.dtype };
  const product = (a: Value, b: Value) => emitter.emit("MatMul", [a, b], kind);
  if (axis === rank - 1) {
    const parts = [product(left!, still), product(left!, grown)];
    return emitter.emit("Concat", parts, kind, { axis: -1 });
  }
  if (axis !== rank - 2) return undefined;
  const [zero, end, last] = [[0], [TO_THE_END], [-1]].map((numbers) =>
    emitter.int64(numbers),
  ) as [Value, Value, Value];
  const size = emitter.size(still, axis);
  const columns = (from: Value, to: Value) =>
    emitter.emit("Slice", [left!, from, to, last], kindOf(left!));
  return emitter.emit(
    "Add",
    [product(columns(zero, size), still), product(columns(size, end), grown)],
    kind,
  );
};
