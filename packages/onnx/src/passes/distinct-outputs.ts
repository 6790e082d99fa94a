/** @file Gives every graph output a value of its own, as the ONNX format demands. */
import type { Graph, Node, Value } from "../graph/graph";

/** Copies an output that is an input, a constant or another output as well. */
export const separateOutputs = (graph: Graph): Graph => {
  const taken = new Set<Value>(graph.inputs);
  const copies: Node[] = [];
  const outputs = graph.outputs.map(({ name, value }) => {
    if (!taken.has(value) && !value.data) {
      taken.add(value);
      return { name, value };
    }
    const copy: Value = {
      id: value.id,
      dtype: value.dtype,
      shape: value.shape,
      ...(value.dims && { dims: value.dims }),
    };
    copies.push({
      op: "Identity",
      domain: "",
      inputs: [value],
      outputs: [copy],
      attributes: {},
    });
    return { name, value: copy };
  });
  return { ...graph, nodes: [...graph.nodes, ...copies], outputs };
};
