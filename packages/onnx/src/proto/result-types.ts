/** @file The element types that operators give, which a file does not say. */
import type { DataType, Node, Value } from "../graph/graph";
import { ONNX_DATA_TYPES } from "../rules/shapes";

/** Numbers of the ONNX format to element types. */
export const DATA_TYPES: ReadonlyMap<number, DataType> = new Map(
  Object.entries(ONNX_DATA_TYPES).map(([name, number]) => [
    number,
    name as DataType,
  ]),
);

/** What is known of a node before its outputs are. */
export type NodeParts = Pick<Node, "inputs" | "attributes">;

/** The element type of each output; one entry for all, where they agree. */
type ResultTypes = (parts: NodeParts) => readonly (DataType | undefined)[];

const always =
  (...types: DataType[]): ResultTypes =>
  () =>
    types;

const likeInput =
  (index: number): ResultTypes =>
  ({ inputs }) => [inputs[index]?.dtype];

const castType: ResultTypes = ({ attributes: { to } }) => [
  typeof to === "number" ? DATA_TYPES.get(to) : undefined,
];

const fillType: ResultTypes = ({ attributes: { value } }) => [
  typeof value === "object" && "tensor" in value
    ? value.tensor.dtype
    : "float32",
];

/** A loop gives its state, which is all its body's outputs but the condition, and what it collects. */
const loopTypes: ResultTypes = ({ attributes: { body } }) =>
  typeof body === "object" && "graph" in body
    ? body.graph.outputs.slice(1).map(({ value }) => value.dtype)
    : [];

const each = (
  names: string,
  types: ResultTypes,
): readonly (readonly [string, ResultTypes])[] =>
  names.split(" ").map((name) => [name, types]);

/** The operators that the compiler emits; others are not read. */
const RESULT_TYPES: ReadonlyMap<string, ResultTypes> = new Map([
  ...each("Abs Acos Acosh Asin Asinh Atan Atanh Ceil Cos Cosh", likeInput(0)),
  ...each("Erf Exp Floor Gelu HardSigmoid Identity LeakyRelu", likeInput(0)),
  ...each("Log LogSoftmax Neg Reciprocal Round Sigmoid Sign Sin", likeInput(0)),
  ...each("Sinh Softmax Softplus Sqrt Tan Tanh", likeInput(0)),
  ...each("Add And BitShift BitwiseAnd BitwiseOr BitwiseXor", likeInput(0)),
  ...each("Clip Div Max Min Mod Mul Or Pow Sub Xor", likeInput(0)),
  ...each("CumSum Einsum FusedMatMul Gemm MatMul", likeInput(0)),
  ...each("LayerNormalization ReduceMax ReduceMean ReduceMin", likeInput(0)),
  ...each("ReduceProd ReduceSum", likeInput(0)),
  ...each("Concat Expand Gather GatherND Pad Reshape ScatterND", likeInput(0)),
  ...each("Slice Split Tile Transpose", likeInput(0)),
  ...each("Equal Greater GreaterOrEqual IsInf IsNaN", always("bool")),
  ...each("Less LessOrEqual Not", always("bool")),
  ...each("ArgMax ArgMin Shape", always("int64")),
  ["Cast", castType],
  ["ConstantOfShape", fillType],
  ["Loop", loopTypes],
  ["TopK", ({ inputs }) => [inputs[0]?.dtype, "int64"]],
  ["Where", likeInput(1)],
]);

/** Whether the operator is one that the compiler emits. */
export const isKnownOperator = (op: string): boolean => RESULT_TYPES.has(op);

/**
 * The element types of a node's outputs, by place.
 *
 * @returns a function that gives nothing when the node has no such output, or an input or attribute is missing from
 *   which its type would follow
 */
export const resultTypes = (
  op: string,
  parts: NodeParts,
): ((output: number) => Value["dtype"] | undefined) => {
  const types = RESULT_TYPES.get(op)!(parts);
  const allAlike = types.length === 1 && op !== "Loop";
  return (output) => types[allAlike ? 0 : output];
};
