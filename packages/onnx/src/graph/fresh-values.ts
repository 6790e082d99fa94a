/** @file Values for nodes that are added to a finished graph. */
import type { Graph, Value } from "./graph";

/** Makes a value of the given type; with data it is a constant. */
export type FreshValue = (
  dtype: Value["dtype"],
  shape: readonly number[],
  data?: Value["data"],
) => Value;

/** Makes values whose numbers the graph does not use yet. */
export const freshValues = (graph: Graph): FreshValue => {
  const used = [
    ...graph.inputs,
    ...graph.nodes.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]),
  ];
  let nextId = used.reduce((top, value) => Math.max(top, value?.id ?? 0), 0);
  return (dtype, shape, data) => ({
    id: ++nextId,
    dtype,
    shape,
    ...(data && { data }),
  });
};
