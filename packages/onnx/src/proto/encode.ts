/** @file A finished graph as ONNX bytes; the only place that knows protobuf. */
import { create, toBinary } from "@bufbuild/protobuf";
import type {
  Attribute,
  ConstantData,
  Graph,
  Node,
  Value,
} from "../graph/graph";
import { ONNX_DATA_TYPES } from "../rules/shapes";
import {
  AttributeProto_AttributeType as AttributeType,
  AttributeProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProtoSchema,
  ValueInfoProtoSchema,
  type AttributeProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from "./gen/onnx_pb";

/** IR version that pairs with opset 21; onnxruntime 1.30 reads 8 to 13. */
const IR_VERSION = 10n;

/** Version of onnxruntime's own operator domain. */
const CONTRIB_VERSION = 1n;

/**
 * Serialises a graph. The same graph gives the same bytes: values are named by
 * their order, and nothing of the time or the machine enters.
 */
export const encodeModel = (graph: Graph, opset: number): Uint8Array => {
  const name = valueNames(graph);
  const contrib = graph.nodes.some((node) => node.domain === "com.microsoft");
  const model = create(ModelProtoSchema, {
    irVersion: IR_VERSION,
    producerName: "@trm/onnx",
    opsetImport: [
      { domain: "", version: BigInt(opset) },
      ...(contrib
        ? [{ domain: "com.microsoft", version: CONTRIB_VERSION }]
        : []),
    ],
    graph: {
      name: "main",
      input: graph.inputs.map((value) => encodeValueInfo(value, name(value))),
      initializer: constantsOf(graph).map((value) =>
        encodeTensor(value, name(value)),
      ),
      node: graph.nodes.map((node, i) => encodeNode(node, i, name)),
      output: graph.outputs.map((output) =>
        encodeValueInfo(output.value, output.name),
      ),
    },
  });
  return toBinary(ModelProtoSchema, model);
};

/** The constants that the nodes read, in order of first use. */
const constantsOf = (graph: Graph): Value[] => [
  ...new Set(
    graph.nodes
      .flatMap((node) => node.inputs)
      .filter((value) => value?.data !== undefined)
      .map((value) => value!),
  ),
];

/** Inputs and outputs keep their names; the rest is numbered in order. */
const valueNames = (graph: Graph): ((value: Value) => string) => {
  const names = new Map<Value, string>();
  const taken = new Set<string>();
  const assign = (value: Value, wanted: string) => {
    if (names.has(value)) return;
    let name = wanted;
    while (taken.has(name)) name = `_${name}`;
    taken.add(name);
    names.set(value, name);
  };
  for (const input of graph.inputs) assign(input, input.name!);
  for (const output of graph.outputs) assign(output.value, output.name);
  constantsOf(graph).forEach((value, i) => assign(value, `c${i}`));
  let count = 0;
  for (const node of graph.nodes)
    for (const output of node.outputs) assign(output, `t${count++}`);
  return (value) => names.get(value)!;
};

const encodeNode = (
  node: Node,
  index: number,
  name: (value: Value) => string,
): NodeProto =>
  create(NodeProtoSchema, {
    name: `${node.op}_${index}`,
    opType: node.op,
    domain: node.domain,
    input: node.inputs.map((value) => (value ? name(value) : "")),
    output: node.outputs.map(name),
    attribute: Object.entries(node.attributes).map(([key, attribute]) =>
      encodeAttribute(key, attribute),
    ),
  });

const encodeAttribute = (
  name: string,
  attribute: Attribute,
): AttributeProto => {
  const fields =
    typeof attribute === "number"
      ? { type: AttributeType.INT, i: BigInt(attribute) }
      : typeof attribute === "string"
        ? { type: AttributeType.STRING, s: new TextEncoder().encode(attribute) }
        : "float" in attribute
          ? { type: AttributeType.FLOAT, f: attribute.float }
          : { type: AttributeType.INTS, ints: attribute.map(BigInt) };
  return create(AttributeProtoSchema, { name, ...fields });
};

const encodeTensor = (value: Value, name: string): TensorProto =>
  create(TensorProtoSchema, {
    name,
    dims: value.shape.map(BigInt),
    dataType: ONNX_DATA_TYPES[value.dtype],
    rawData: littleEndianBytes(value.data!),
  });

const littleEndianBytes = (data: ConstantData): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

const encodeValueInfo = (value: Value, name: string): ValueInfoProto =>
  create(ValueInfoProtoSchema, {
    name,
    type: {
      value: {
        case: "tensorType",
        value: {
          elemType: ONNX_DATA_TYPES[value.dtype],
          shape: {
            dim: value.shape.map((extent) => ({
              value: { case: "dimValue" as const, value: BigInt(extent) },
            })),
          },
        },
      },
    },
  });
