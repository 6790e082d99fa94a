/** @file Gives every graph output a value of its own, as the ONNX format demands. */
import {
  withSubgraphs,
  type Graph,
  type Node,
  type Value,
} from "../graph/graph";

/** Copies an output that no node of its graph computes, or that is another output as well; in inner graphs too. */
export const separateOutputs = (outer: Graph): Graph => {
  const graph = {
    ...outer,
    nodes: outer.nodes.map((node) => withSubgraphs(node, separateOutputs)),
  };
  const free = new Set(graph.nodes.flatMap((node) => node.outputs));
  const copies: Node[] = [];
  const outputs = graph.outputs.map(({ name, value }) => {
    if (free.delete(value)) return { name, value };
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
