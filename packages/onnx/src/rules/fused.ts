/** @file Rules of kernels that are several operations in one. */
import {
  backend_util,
  type _FusedMatMulAttrs,
  type EinsumAttrs,
  type FusedBatchNormAttrs,
} from "@tensorflow/tfjs-core";
import type { GraphBuilder } from "../graph/builder";
import type { Value } from "../graph/graph";
import { elu, leakyRelu, prelu, relu, relu6 } from "./activation";
import { binary, unary } from "./emit";
import { batchMatMul } from "./matmul";
import type { Rule } from "./rule";

const activate = (
  x: Value,
  { activation, leakyreluAlpha }: _FusedMatMulAttrs,
  preluWeights: Value | undefined,
  builder: GraphBuilder,
): Value => {
  switch (activation) {
    case "linear":
      return x;
    case "relu":
      return relu(x, builder);
    case "relu6":
      return relu6(x, builder);
    case "elu":
      return elu(x, builder);
    case "sigmoid":
      return unary("Sigmoid", x, builder);
    case "leakyrelu":
      return leakyRelu(x, leakyreluAlpha ?? 0.2, builder);
    case "prelu":
      return prelu(x, preluWeights!, builder);
    default:
      return activation satisfies never;
  }
};

/** The shape of an einsum: the extents of its output's letters. */
const einsumShape = (equation: string, inputs: readonly Value[]): number[] => {
  const [terms, result] = equation.split("->") as [string, string];
  const extents = new Map<string, number>();
  terms.split(",").forEach((term, i) => {
    [...term.trim()].forEach((letter, axis) =>
      extents.set(letter, inputs[i]!.shape[axis]!),
    );
  });
  return [...result.trim()].map((letter) => extents.get(letter)!);
};

export const FUSED = {
  /** activation(a b + bias) */
  _FusedMatMul: (inputs, attributes, builder) => {
    const attrs = attributes as _FusedMatMulAttrs;
    const product = batchMatMul(inputs["a"]!, inputs["b"]!, attrs, builder);
    const bias = inputs["bias"];
    const sum = bias ? binary("Add", product, bias, builder) : product;
    return activate(sum, attrs, inputs["preluActivationWeights"], builder);
  },
  Einsum: (inputs, attributes, builder) => {
    const operands = Object.values(inputs);
    const equation = (attributes as EinsumAttrs).equation.replace(/\s/g, "");
    backend_util.decodeEinsumEquation(equation, operands.length);
    return builder.emit(
      "Einsum",
      operands,
      { dtype: operands[0]!.dtype, shape: einsumShape(equation, operands) },
      { attributes: { equation } },
    );
  },
  /** (x - mean) / sqrt(variance + epsilon) * scale + offset, over the last axis; scale and offset are optional. */
  FusedBatchNorm: (inputs, attributes, builder) => {
    const { varianceEpsilon } = attributes as FusedBatchNormAttrs;
    const { x, mean, variance, scale, offset } = inputs;
    const spread = binary("Add", variance!, varianceEpsilon, builder);
    const normal = binary(
      "Div",
      binary("Sub", x!, mean!, builder),
      unary("Sqrt", spread, builder),
      builder,
    );
    const scaled = scale ? binary("Mul", normal, scale, builder) : normal;
    return offset ? binary("Add", scaled, offset, builder) : scaled;
  },
} satisfies Record<string, Rule>;
