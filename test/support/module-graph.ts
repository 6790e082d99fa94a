/** @file Walks over the graph of modules. */

/** Modules by path, each with the modules that it loads. */
export type ModuleGraph = ReadonlyMap<string, readonly string[]>;

/**
 * Cycles of the graph, each as the path from a node back to itself.
 * Depth-first: an edge to a node that is still open closes a cycle.
 */
export const findCycles = (graph: ModuleGraph): string[][] => {
  const cycles: string[][] = [];
  const closed = new Set<string>();
  const visit = (node: string, open: readonly string[]): void => {
    const start = open.indexOf(node);
    if (start >= 0) cycles.push([...open.slice(start), node]);
    if (start >= 0 || closed.has(node)) return;
    for (const next of graph.get(node) ?? []) visit(next, [...open, node]);
    closed.add(node);
  };
  for (const node of graph.keys()) visit(node, []);
  return cycles;
};

/** The given nodes and all that they load, directly or not, in breadth-first order. */
export const reachableFrom = (
  graph: ModuleGraph,
  roots: readonly string[],
): string[] => {
  const reached = new Set(roots);
  for (const node of reached)
    for (const next of graph.get(node) ?? []) reached.add(next);
  return [...reached];
};
