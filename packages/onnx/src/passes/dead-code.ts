/** @file Removes nodes that no output depends on. */
import type { Graph, Node, Value } from "../graph/graph";

/** Keeps the nodes from which an output can be reached. */
export const removeDeadCode = (graph: Graph): Graph => {
  const live = new Set<Value>(graph.outputs.map(({ value }) => value));
  const kept: Node[] = [];
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((output) => live.has(output))) continue;
    kept.push(node);
    for (const input of node.inputs) if (input) live.add(input);
  }
  return { ...graph, nodes: kept.reverse() };
};
