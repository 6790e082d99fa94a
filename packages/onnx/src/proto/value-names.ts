/** @file What the values of a graph are called in a file. */
import { readsOf, subgraphsOf, type Graph, type Value } from "../graph/graph";

/** The name of every value. */
export type Names = (value: Value) => string;

/** The constants that the nodes read, those inside other nodes too, in order of first use. */
export const constantsOf = (graph: Graph): Value[] => [
  ...new Set(
    graph.nodes.flatMap(readsOf).filter(({ data }) => data !== undefined),
  ),
];

/** A graph and all graphs inside it, outer ones first. */
const allGraphs = (graph: Graph): Graph[] => [
  graph,
  ...graph.nodes.flatMap(subgraphsOf).flatMap(allGraphs),
];

/** Inputs and outputs keep their names, bound inputs too; the rest is numbered in order. No two values of a file have one name. */
export const valueNames = (graph: Graph): Names => {
  const names = new Map<Value, string>();
  const taken = new Set<string>();
  const assign = (value: Value, wanted: string) => {
    if (names.has(value)) return;
    let name = wanted;
    while (taken.has(name)) name = `_${name}`;
    taken.add(name);
    names.set(value, name);
  };
  const graphs = allGraphs(graph);
  for (const { inputs, outputs } of graphs) {
    for (const input of inputs) assign(input, input.name!);
    for (const output of outputs) assign(output.value, output.name);
  }
  const constants = constantsOf(graph);
  for (const value of constants) if (value.name) assign(value, value.name);
  constants.forEach((value, i) => assign(value, `c${i}`));
  let count = 0;
  for (const { nodes } of graphs)
    for (const node of nodes)
      for (const output of node.outputs) assign(output, `t${count++}`);
  return (value) => names.get(value)!;
};
