/** @file Computes equal things once: equal constants are merged, then equal nodes. */
import { subgraphsOf, type Graph, type Node, type Value } from "../graph/graph";
import { rewrite } from "./rewrite";

/** Replaces a node by an earlier one with the same operator, attributes and inputs. */
export const mergeCommonSubexpressions = (graph: Graph): Graph => {
  const canonical = constantMerger();
  const seen = new Map<string, Node>();
  return rewrite(graph, (original) => {
    if (subgraphsOf(original).length > 0) return undefined;
    const node = {
      ...original,
      inputs: original.inputs.map((value) => value && canonical(value)),
    };
    const key = [
      node.domain,
      node.op,
      attributesKey(node),
      ...node.inputs.map((value) => value?.id ?? "_"),
      node.outputs.length,
    ].join(" ");
    const earlier = seen.get(key);
    if (earlier) return { nodes: [], outputs: earlier.outputs };
    seen.set(key, node);
    return { nodes: [node], outputs: node.outputs };
  });
};

/** Attributes as text; a tensor, whose elements JSON cannot hold, by its number. */
const attributesKey = ({ attributes }: Node): string =>
  JSON.stringify(attributes, (key, value: unknown) =>
    key === "tensor" ? (value as Value).id : value,
  );

/** Maps equal constants to the first of them. */
const constantMerger = (): ((value: Value) => Value) => {
  const known = new Map<Value, Value>();
  const byContent = new Map<string, Value[]>();
  return (value) => {
    // A named constant keeps its name.
    if (!value.data || value.name !== undefined) return value;
    const merged = known.get(value);
    if (merged) return merged;
    const key = `${value.dtype} ${value.shape} ${checksum(value)}`;
    const candidates = byContent.get(key) ?? [];
    const equal = candidates.find((other) => sameBytes(other, value)) ?? value;
    if (equal === value) byContent.set(key, [...candidates, value]);
    known.set(value, equal);
    return equal;
  };
};

/** The bits of a constant. */
export const bytesOf = ({ data }: Pick<Value, "data">): Uint8Array =>
  new Uint8Array(data!.buffer, data!.byteOffset, data!.byteLength);

const FNV_PRIME = 0x01000193;

/** FNV-1a over the first bytes; equality is decided on all of them. */
const checksum = (value: Value): number => {
  const bytes = bytesOf(value);
  let hash = bytes.length;
  for (let i = 0; i < Math.min(bytes.length, 64); i++)
    hash = Math.imul(hash ^ bytes[i]!, FNV_PRIME);
  return hash;
};

/** Whether two constants of one type and shape hold the same bits. */
export const sameBytes = (
  a: Pick<Value, "data">,
  b: Pick<Value, "data">,
): boolean => {
  if (a.data === b.data) return true;
  const [left, right] = [bytesOf(a), bytesOf(b)];
  // A loop, since constants may have millions of elements and calls would take seconds.
  for (let i = 0; i < left.length; i++) if (left[i] !== right[i]) return false;
  return true;
};
