/** @file A finished graph as ONNX bytes; the only place that knows protobuf. */
import { create, toBinary } from "@bufbuild/protobuf";
import { checkOptions } from "../check-options";
import {
  extentsOf,
  UNKNOWN_EXTENT,
  type Attribute,
  type ConstantData,
  type Graph,
  type Node,
  type Value,
} from "../graph/graph";
import { separateOutputs } from "../passes/distinct-outputs";
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

/** What a model file says beside the graph. */
export interface EncodeOptions {
  /** Version of the standard operator set, 18 to 24; the one that the graph was made for. */
  readonly opset?: number;
  /** Stored as `metadata_props`, sorted by key. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * Serialises a graph as a ModelProto of IR version 10. The same graph gives the
 * same bytes: values are named by their order, metadata is sorted, and nothing
 * of the time or the machine enters. Inputs, outputs and bound inputs have
 * their names; extents with names are written as `dim_param`.
 *
 * @throws {SignatureError} when the operator set is not an integer from 18 to 24
 */
export const encodeGraph = (
  graph: Graph,
  { opset, metadata = {} }: EncodeOptions = {},
): Uint8Array =>
  encodeModel(
    separateOutputs(graph),
    checkOptions(opset === undefined ? {} : { opset }).opset,
    metadata,
  );

const encodeModel = (
  graph: Graph,
  opset: number,
  metadata: Readonly<Record<string, string>>,
): Uint8Array => {
  const name = valueNames(graph);
  const contrib = graph.nodes.some((node) => node.domain === "com.microsoft");
  const model = create(ModelProtoSchema, {
    irVersion: IR_VERSION,
    producerName: "@trm/onnx",
    metadataProps: Object.keys(metadata)
      .toSorted()
      .map((key) => ({ key, value: metadata[key]! })),
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
  const constants = constantsOf(graph);
  for (const value of constants) if (value.name) assign(value, value.name);
  constants.forEach((value, i) => assign(value, `c${i}`));
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
            dim: extentsOf(value).map(encodeExtent),
          },
        },
      },
    },
  });

const encodeExtent = (extent: number | string) => {
  if (typeof extent === "number")
    return { value: { case: "dimValue" as const, value: BigInt(extent) } };
  if (extent === UNKNOWN_EXTENT) return {};
  return { value: { case: "dimParam" as const, value: extent } };
};
