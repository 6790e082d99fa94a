/** @file One use of a graph inside another. */
import { subgraphsOf, type Graph, type Value } from "../graph/graph";
import { OnnxFormatError } from "../errors";
import { kindOf, type Emitter } from "./emitter";

/** What stands in the other graph for a value of the graph that is used. */
export type Standing = (value: Value) => Value;

/**
 * Appends a copy of every node of a graph. Sizes may differ from use to use, so
 * that the copies' values have none; constants are shared.
 *
 * @param bound what each input is
 * @param empty values without elements, which a concatenation along the given axis leaves out
 */
export const instantiate = (
  graph: Graph,
  bound: ReadonlyMap<Value, Value>,
  emitter: Emitter,
  empty: { readonly values: ReadonlySet<Value>; readonly axis: number } = {
    values: new Set(),
    axis: 0,
  },
): Standing => {
  const copies = new Map(bound);
  const standing: Standing = (value) => copies.get(value) ?? value;
  for (const node of graph.nodes) {
    if (subgraphsOf(node).length > 0)
      throw new OnnxFormatError(
        `the graph has the control flow operator "${node.op}": expected a graph without loops and branches`,
      );
    let inputs = node.inputs.map((input) => input && standing(input));
    if (node.op === "Concat" && node.attributes["axis"] === empty.axis) {
      inputs = inputs.filter((input) => !empty.values.has(input!));
      if (inputs.length === 1) {
        copies.set(node.outputs[0]!, inputs[0]!);
        continue;
      }
    }
    const outputs = node.outputs.map((output) => {
      const copy = emitter.value(kindOf(output));
      copies.set(output, copy);
      return copy;
    });
    emitter.nodes.push({ ...node, inputs, outputs });
  }
  return standing;
};
