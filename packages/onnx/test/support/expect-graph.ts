/** @file Structural assertions about graphs. */
import { expect } from "vitest";
import type { Graph } from "../../src/graph/graph";

/** How often each operator occurs. */
const operatorCounts = (graph: Graph): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { op } of graph.nodes) counts[op] = (counts[op] ?? 0) + 1;
  return counts;
};

/** Assertions about one graph. */
export const expectGraph = (graph: Graph) => ({
  /** Exactly these operators, so often. */
  hasOperators: (expected: object) =>
    expect(operatorCounts(graph)).toEqual(expected),
});
