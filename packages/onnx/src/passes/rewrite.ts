/** @file The loop under most passes: visit the nodes in order, replace what a rule replaces. */
import type { Graph, Node, Value } from "../graph/graph";

/** What becomes of a node: other nodes in its place, and values that stand for its outputs. */
export interface Replacement {
  readonly nodes: readonly Node[];
  /** One value per output of the replaced node. */
  readonly outputs: readonly Value[];
}

/**
 * Applies `replace` to every node, its inputs already rewritten.
 * `undefined` keeps the node.
 */
export const rewrite = (
  graph: Graph,
  replace: (node: Node) => Replacement | undefined,
): Graph => {
  const standIns = new Map<Value, Value>();
  const current = (value: Value): Value => standIns.get(value) ?? value;
  const nodes: Node[] = [];
  for (const original of graph.nodes) {
    const node = {
      ...original,
      inputs: original.inputs.map((value) => value && current(value)),
    };
    const replacement = replace(node);
    if (!replacement) {
      nodes.push(node);
      continue;
    }
    nodes.push(...replacement.nodes);
    node.outputs.forEach((output, i) => {
      const standIn = replacement.outputs[i]!;
      if (standIn !== output) standIns.set(output, current(standIn));
    });
  }
  return {
    ...graph,
    nodes,
    outputs: graph.outputs.map(({ name, value }) => ({
      name,
      value: current(value),
    })),
  };
};

/** The graph with some of its values replaced wherever they are read. */
export const replaceValues = (
  graph: Graph,
  standIns: ReadonlyMap<Value, Value>,
): Graph => {
  const current = (value: Value): Value => standIns.get(value) ?? value;
  return {
    ...graph,
    nodes: graph.nodes.map((node) => ({
      ...node,
      inputs: node.inputs.map((value) => value && current(value)),
    })),
    outputs: graph.outputs.map(({ name, value }) => ({
      name,
      value: current(value),
    })),
  };
};
