/** @file Sums over the rows of a matrix as a product with ones, which runs several times as fast in onnxruntime. */
import { freshValues } from "../graph/fresh-values";
import type { Graph, Node, Value } from "../graph/graph";
import { rewrite } from "./rewrite";

/** ReduceSum(x, axis 0) = reshape(1 x), with 1 of shape [1, rows]. */
export const multiplyRowSums = (graph: Graph): Graph => {
  const fresh = freshValues(graph);
  return rewrite(graph, (node) => {
    if (!sumsRows(node)) return undefined;
    const [x] = node.inputs;
    const [rows, columns] = x!.shape as [number, number];
    const ones = fresh("float32", [1, rows], new Float32Array(rows).fill(1));
    const product = fresh("float32", [1, columns]);
    const shape = fresh("int64", [1], BigInt64Array.of(BigInt(columns)));
    return {
      nodes: [
        plain("MatMul", [ones, x!], [product]),
        plain("Reshape", [product, shape], node.outputs),
      ],
      outputs: node.outputs,
    };
  });
};

const sumsRows = ({ op, inputs: [x, axes], attributes }: Node): boolean =>
  op === "ReduceSum" &&
  x?.dtype === "float32" &&
  x.shape.length === 2 &&
  !x.shape.includes(0) &&
  axes?.data?.length === 1 &&
  Number(axes.data[0]) === 0 &&
  attributes["keepdims"] === 0;

const plain = (
  op: string,
  inputs: readonly Value[],
  outputs: readonly Value[],
): Node => ({ op, domain: "", inputs, outputs, attributes: {} });
