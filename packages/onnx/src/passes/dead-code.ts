/** @file Removes nodes that no output depends on. */
import { readsOf, type Graph, type Node, type Value } from "../graph/graph";

/** Keeps the nodes from which an output can be reached. */
export const removeDeadCode = (graph: Graph): Graph => {
  const live = new Set<Value>(graph.outputs.map(({ value }) => value));
  const kept: Node[] = [];
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((output) => live.has(output))) continue;
    kept.push(node);
    for (const value of readsOf(node)) live.add(value);
  }
  return { ...graph, nodes: kept.reverse() };
};
