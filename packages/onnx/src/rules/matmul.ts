/** @file Rules of matrix products. */
import type { GraphBuilder } from "../graph/builder";
import type { Value } from "../graph/graph";
import { rule, type Rule } from "./rule";
import { broadcastShapes, cast, numeric, reshape } from "./shapes";

interface MatMulAttributes {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** Last two axes exchanged. */
const transposeMatrix = (x: Value, builder: GraphBuilder): Value => {
  const rank = x.shape.length;
  const perm = x.shape.map((_, i) => i);
  [perm[rank - 2], perm[rank - 1]] = [rank - 1, rank - 2];
  return builder.emit(
    "Transpose",
    [x],
    { dtype: x.dtype, shape: perm.map((axis) => x.shape[axis]!) },
    { attributes: { perm } },
  );
};

const matrixShape = (x: Value, transpose: boolean): [number, number] => {
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  return transpose ? [columns, rows] : [rows, columns];
};

/** A plain matrix product: Gemm takes transposed operands in the standard domain. */
const gemm = (
  a: Value,
  b: Value,
  transA: boolean,
  transB: boolean,
  builder: GraphBuilder,
): Value => {
  const [m] = matrixShape(a, transA);
  const [, n] = matrixShape(b, transB);
  const type = { dtype: a.dtype, shape: [m, n] };
  if (!transA && !transB) return matMul(a, b, builder);
  return builder.emit("Gemm", [a, b], type, {
    attributes: { transA: Number(transA), transB: Number(transB) },
  });
};

/** A batch of products; transposed operands need onnxruntime's FusedMatMul or a Transpose. */
const batched = (
  a: Value,
  b: Value,
  transA: boolean,
  transB: boolean,
  builder: GraphBuilder,
): Value => {
  const [m] = matrixShape(a, transA);
  const [, n] = matrixShape(b, transB);
  const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const type = { dtype: a.dtype, shape: [...batch, m, n] };
  if ((transA || transB) && !builder.target.standardOnly)
    return builder.emit("FusedMatMul", [a, b], type, {
      domain: "com.microsoft",
      attributes: { transA: Number(transA), transB: Number(transB) },
    });
  return builder.emit(
    "MatMul",
    [
      transA ? transposeMatrix(a, builder) : a,
      transB ? transposeMatrix(b, builder) : b,
    ],
    type,
  );
};

/** a b over the last two axes, other axes broadcast; either operand transposed. */
export const batchMatMul = (
  a: Value,
  b: Value,
  { transposeA = false, transposeB = false }: MatMulAttributes,
  builder: GraphBuilder,
): Value => {
  if (a.dtype !== "float32")
    return integerProduct(a, b, transposeA, transposeB, builder);
  const single = [a, b].every(({ shape }) =>
    shape.slice(0, -2).every((extent) => extent === 1),
  );
  if (!single) return batched(a, b, transposeA, transposeB, builder);
  const product = gemm(
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

/** onnxruntime multiplies integer matrices by MatMul only. */
const integerProduct = (
  a: Value,
  b: Value,
  transA: boolean,
  transB: boolean,
  builder: GraphBuilder,
): Value => {
  const [left, right] = [numeric(a, builder), numeric(b, builder)];
  const product = matMul(
    transA ? transposeMatrix(left, builder) : left,
    transB ? transposeMatrix(right, builder) : right,
    builder,
  );
  return cast(product, a.dtype, builder);
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
