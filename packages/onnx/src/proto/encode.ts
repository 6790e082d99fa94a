/** @file A finished graph as ONNX bytes; the only place that knows protobuf. */
import { create, toBinary, type MessageInitShape } from "@bufbuild/protobuf";
import { checkOptions } from "../check-options";
import {
  extentsOf,
  hasKnownRank,
  subgraphsOf,
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
  type GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProtoSchema,
  ValueInfoProtoSchema,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from "./gen/onnx_pb";
import { constantsOf, valueNames, type Names } from "./value-names";

/** IR version that pairs with opset 21; onnxruntime 1.30 reads 8 to 13. */
const IR_VERSION = 10n;

/** Version of onnxruntime's own operator domain. */
const CONTRIB_VERSION = 1n;

/** The outermost graph. */
const MAIN = "main";

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
  const contrib = usesContrib(graph);
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
      ...encodeBody(graph, MAIN, name),
      initializer: constantsOf(graph).map((value) =>
        encodeTensor(value, name(value)),
      ),
    },
  });
  return toBinary(ModelProtoSchema, model);
};

/** Whether a graph, or one inside it, has an operator of onnxruntime's own. */
const usesContrib = (graph: Graph): boolean =>
  graph.nodes.some(
    (node) =>
      node.domain === "com.microsoft" || subgraphsOf(node).some(usesContrib),
  );

const encodeBody = (
  graph: Graph,
  graphName: string,
  name: Names,
): MessageInitShape<typeof GraphProtoSchema> => ({
  name: graphName,
  input: graph.inputs.map((value) => encodeValueInfo(value, name(value))),
  node: graph.nodes.map((node, i) => encodeNode(node, graphName, i, name)),
  output: graph.outputs.map(({ value }) => encodeValueInfo(value, name(value))),
});

const encodeNode = (
  node: Node,
  graphName: string,
  index: number,
  name: Names,
): NodeProto => {
  const prefix = graphName === MAIN ? "" : `${graphName}/`;
  const nodeName = `${prefix}${node.op}_${index}`;
  return create(NodeProtoSchema, {
    name: nodeName,
    opType: node.op,
    domain: node.domain,
    input: node.inputs.map((value) => (value ? name(value) : "")),
    output: node.outputs.map(name),
    attribute: Object.entries(node.attributes).map(([key, attribute]) =>
      create(AttributeProtoSchema, {
        name: key,
        ...attributeFields(attribute, `${nodeName}/${key}`, name),
      }),
    ),
  });
};

const attributeFields = (
  attribute: Attribute,
  path: string,
  name: Names,
): MessageInitShape<typeof AttributeProtoSchema> => {
  if (typeof attribute === "number")
    return { type: AttributeType.INT, i: BigInt(attribute) };
  if (typeof attribute === "string")
    return {
      type: AttributeType.STRING,
      s: new TextEncoder().encode(attribute),
    };
  if ("float" in attribute)
    return { type: AttributeType.FLOAT, f: attribute.float };
  if ("tensor" in attribute)
    return {
      type: AttributeType.TENSOR,
      t: encodeTensor(attribute.tensor, ""),
    };
  if ("graph" in attribute)
    return {
      type: AttributeType.GRAPH,
      g: encodeBody(attribute.graph, path, name),
    };
  return { type: AttributeType.INTS, ints: attribute.map(BigInt) };
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
          ...(hasKnownRank(value) && {
            shape: { dim: extentsOf(value).map(encodeExtent) },
          }),
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
