/** @file The loop under most passes: visit the nodes in order, replace what a rule replaces. */
import {
  withSubgraphs,
  type Graph,
  type Node,
  type Value,
} from "../graph/graph";

/** What becomes of a node: other nodes in its place, and values that stand for its outputs. */
export interface Replacement {
  readonly nodes: readonly Node[];
  /** One value per output of the replaced node. */
  readonly outputs: readonly Value[];
}

/**
 * Applies `replace` to every node, its inputs already rewritten; the graphs
 * that nodes run read what stands for the old values, and are else left alone.
 * `undefined` keeps the node.
 */
export const rewrite = (
  graph: Graph,
  replace: (node: Node) => Replacement | undefined,
): Graph => {
  const standIns = new Map<Value, Value>();
  const nodes: Node[] = [];
  for (const original of graph.nodes) {
    const node = replaceReads(original, standIns);
    const replacement = replace(node);
    if (!replacement) {
      nodes.push(node);
      continue;
    }
    nodes.push(...replacement.nodes);
    node.outputs.forEach((output, i) => {
      const standIn = replacement.outputs[i]!;
      if (standIn !== output)
        standIns.set(output, standIns.get(standIn) ?? standIn);
    });
  }
  return { ...graph, nodes, outputs: replaceOutputs(graph, standIns) };
};

/** The graph with some of its values replaced wherever they are read. */
export const replaceValues = (graph: Graph, standIns: StandIns): Graph => ({
  ...graph,
  nodes: graph.nodes.map((node) => replaceReads(node, standIns)),
  outputs: replaceOutputs(graph, standIns),
});

type StandIns = ReadonlyMap<Value, Value>;

const replaceOutputs = (graph: Graph, standIns: StandIns): Graph["outputs"] =>
  graph.outputs.map(({ name, value }) => ({
    name,
    value: standIns.get(value) ?? value,
  }));

/** The node with other inputs, also inside the graphs that it runs. */
const replaceReads = (node: Node, standIns: StandIns): Node => {
  const inputs = node.inputs.map(
    (value) => value && (standIns.get(value) ?? value),
  );
  return withSubgraphs({ ...node, inputs }, (graph) =>
    replaceValues(graph, standIns),
  );
};
