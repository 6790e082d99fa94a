/** @file Rules of matrix products. */
import type { GraphBuilder } from "../graph/builder";
import type { Value } from "../graph/graph";
import { transpose } from "./emit";
import { rule, type Rule } from "./rule";
import { broadcastShapes, cast, numeric, reshape } from "./shapes";

interface MatMulAttributes {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** The matrices that a product multiplies: transposed by a node of its own, or as they are. */
const matrices = (
  x: Value,
  transposed: boolean,
  builder: GraphBuilder,
): Value => {
  if (!transposed) return x;
  const axes = x.shape.map((_, i) => i);
  return transpose(
    x,
    [...axes.slice(0, -2), ...axes.slice(-2).reverse()],
    builder,
  );
};

/**
 * A product of floats. Where an operand is transposed, a plain matrix product is
 * a Gemm, and a batch of products is onnxruntime's FusedMatMul if that is allowed.
 */
const floatProduct = (
  a: Value,
  b: Value,
  transA: boolean,
  transB: boolean,
  builder: GraphBuilder,
): Value => {
  const plain = a.shape.length === 2 && b.shape.length === 2;
  const foldable = plain || !builder.target.standardOnly;
  if (!foldable || (!transA && !transB))
    return matMul(
      matrices(a, transA, builder),
      matrices(b, transB, builder),
      builder,
    );
  const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const rows = a.shape.at(transA ? -1 : -2)!;
  const columns = b.shape.at(transB ? -2 : -1)!;
  return builder.emit(
    plain ? "Gemm" : "FusedMatMul",
    [a, b],
    { dtype: a.dtype, shape: [...batch, rows, columns] },
    {
      ...(plain ? {} : { domain: "com.microsoft" }),
      attributes: { transA: Number(transA), transB: Number(transB) },
    },
  );
};

/** a b over the last two axes, other axes broadcast; either operand transposed. */
export const batchMatMul = (
  a: Value,
  b: Value,
  { transposeA = false, transposeB = false }: MatMulAttributes,
  builder: GraphBuilder,
): Value => {
  if (a.dtype !== "float32") {
    // onnxruntime multiplies integer matrices by MatMul only.
    const left = matrices(numeric(a, builder), transposeA, builder);
    const right = matrices(numeric(b, builder), transposeB, builder);
    return cast(matMul(left, right, builder), a.dtype, builder);
  }
  const single = [a, b].every(({ shape }) =>
    shape.slice(0, -2).every((extent) => extent === 1),
  );
  if (!single) return floatProduct(a, b, transposeA, transposeB, builder);
  const product = floatProduct(
    reshape(a, a.shape.slice(-2), builder),
    reshape(b, b.shape.slice(-2), builder),
    transposeA,
    transposeB,
    builder,
  );
  const rank = Math.max(a.shape.length, b.shape.length);
  const ones = Array<number>(rank - 2).fill(1);
  return reshape(product, [...ones, ...product.shape], builder);
};

/** a b over the last two axes, other axes broadcast. */
export const matMul = (a: Value, b: Value, builder: GraphBuilder): Value => {
  const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const shape = [...batch, a.shape.at(-2)!, b.shape.at(-1)!];
  return builder.emit("MatMul", [a, b], { dtype: a.dtype, shape });
};

export const MATMUL = {
  BatchMatMul: rule<"a" | "b", MatMulAttributes>(
    ({ a, b }, attributes, builder) => batchMatMul(a, b, attributes, builder),
  ),
} satisfies Record<string, Rule>;
