/** @file Joins operators that one kernel computes faster; each is the same arithmetic up to rounding. */
import {
  float,
  producers,
  sameExtents,
  useCounts,
  type Graph,
  type Node,
  type Value,
} from "../graph/graph";
import { rewrite } from "./rewrite";

/** The node that computes a value which nothing else reads. */
type OnlyUse = (value: Value | undefined) => Node | undefined;

/** Returns the node that takes another's place, or nothing. */
type Fusion = (node: Node, onlyUse: OnlyUse) => Node | undefined;

/** Applies every fusion below wherever its pattern has no other reader. */
export const fuse = (graph: Graph): Graph => {
  const producerOf = new Map(producers(graph));
  const uses = useCounts(graph);
  const onlyUse: OnlyUse = (value) =>
    value && uses.get(value) === 1 ? producerOf.get(value) : undefined;
  return rewrite(graph, (node) => {
    if (node.op !== "Add") return undefined;
    const fused = fuseGemm(node, onlyUse) ?? fuseErfCdf(node, onlyUse);
    if (!fused) return undefined;
    producerOf.set(fused.outputs[0]!, fused);
    return { nodes: [fused], outputs: fused.outputs };
  });
};

/** a b + c = Gemm(a, b, c): a bias, or a gradient that accumulates over passes. */
const fuseGemm: Fusion = ({ inputs: [left, right], outputs }, onlyUse) => {
  const [output] = outputs;
  for (const [product, addend] of [
    [left, right],
    [right, left],
  ]) {
    const node = onlyUse(product);
    if (!node || !addend || !isPlainProduct(node)) continue;
    if (!sameExtents(product!, output!)) continue;
    return {
      op: "Gemm",
      domain: "",
      inputs: [...node.inputs, addend],
      outputs,
      attributes: node.attributes,
    };
  }
  return undefined;
};

/** A product of two matrices without an addend yet. */
const isPlainProduct = ({ op, inputs }: Node): boolean =>
  (op === "Gemm" || op === "MatMul") &&
  inputs.length === 2 &&
  // onnxruntime has Gemm for floats only.
  inputs.every(
    (input) => input?.shape.length === 2 && input.dtype === "float32",
  );

/** erf(x) * 0.5 + 0.5 = HardSigmoid(erf(x)), since erf stays within [-1, 1] and nothing is clipped. */
const fuseErfCdf: Fusion = ({ inputs: [scaled, half], outputs }, onlyUse) => {
  const scaling = onlyUse(scaled);
  if (scaling?.op !== "Mul" || !isHalf(half)) return undefined;
  const [erf, factor] = scaling.inputs;
  if (onlyUse(erf)?.op !== "Erf" || !isHalf(factor)) return undefined;
  return {
    op: "HardSigmoid",
    domain: "",
    inputs: [erf],
    outputs,
    attributes: { alpha: float(0.5), beta: float(0.5) },
  };
};

const isHalf = (value: Value | undefined): boolean =>
  value?.data?.length === 1 && value.data[0] === 0.5;
