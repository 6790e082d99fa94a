/** @file ONNX bytes as a graph: a strict reader for files that others may have touched. */
import { fromBinary } from "@bufbuild/protobuf";
import { NEWEST_OPSET, OLDEST_OPSET } from "../check-options";
import type { Graph } from "../graph/graph";
import { GraphDecoder, type GraphLimits } from "./decode-graph";
import { ModelProtoSchema, type ModelProto } from "./gen/onnx_pb";
import { quote, refuse, refuseOtherFields } from "./refuse";

/** What {@link decodeModel} takes at most. */
export interface DecodeLimits extends GraphLimits {
  /** Bytes of the file. */
  readonly maxBytes: number;
}

/** Far beyond any model here; a protobuf message may have 2 GiB. */
const DEFAULT_DECODE_LIMITS: DecodeLimits = {
  maxBytes: 2 ** 31 - 1,
  maxNodes: 200_000,
  maxDepth: 4,
};

/** A model file taken apart. */
export interface DecodedModel {
  readonly graph: Graph;
  /** Version of the standard operator set. */
  readonly opset: number;
  /** `metadata_props`. */
  readonly metadata: ReadonlyMap<string, string>;
}

/**
 * Reads an ONNX model. Only what the compiler writes is read: tensors inside
 * the file, as raw bytes or one by one, its six element types, its operators and
 * attribute kinds, nodes in order; anything else is refused. Nothing larger than the file
 * is reserved. Initializers become constants under their names; extents with
 * names get one number per name. A file does not say the shapes of what lies
 * between inputs and outputs, and they are UNKNOWN_SHAPE: passes leave such
 * values alone. `encodeGraph` gives the bytes of what it wrote back.
 *
 * @throws {OnnxFormatError} in one sentence, for any bytes that are no such model
 */
export const decodeModel = (
  bytes: Uint8Array,
  limits: Partial<DecodeLimits> = {},
): DecodedModel => {
  const bounds = { ...DEFAULT_DECODE_LIMITS, ...limits };
  const model = parse(bytes, bounds);
  refuseOtherFields(ModelProtoSchema, model, MODEL_FIELDS, "it");
  if (model.irVersion < OLDEST_IR || model.irVersion > NEWEST_IR)
    refuse(
      `it has the IR version ${model.irVersion}: expected ${OLDEST_IR} to ${NEWEST_IR}`,
    );
  const opset = opsetOf(model);
  if (!model.graph) return refuse("it has no graph");
  return {
    graph: new GraphDecoder(bounds).graph(model.graph),
    opset,
    metadata: metadataOf(model),
  };
};

/** The IR versions that the fields read here mean the same in. */
const OLDEST_IR = 8n;
const NEWEST_IR = 13n;

const MODEL_FIELDS = [
  ...["irVersion", "opsetImport", "producerName", "producerVersion", "domain"],
  ...["modelVersion", "docString", "graph", "metadataProps"],
];

/** A graph inside a graph is four messages deep: graph, node, attribute, graph. */
const MESSAGES_PER_GRAPH = 3;
const MESSAGES_AROUND = 12;

const parse = (
  bytes: Uint8Array,
  { maxBytes, maxDepth }: DecodeLimits,
): ModelProto => {
  if (bytes.length > maxBytes)
    refuse(`it has ${bytes.length} bytes: expected at most ${maxBytes}`);
  if (bytes.length === 0) refuse("the file is empty");
  try {
    return fromBinary(ModelProtoSchema, bytes, {
      readUnknownFields: false,
      recursionLimit: MESSAGES_AROUND + MESSAGES_PER_GRAPH * (maxDepth + 1),
    });
  } catch (cause) {
    return refuse(
      `its bytes are no complete ONNX file (${(cause as Error).message}): export it again`,
    );
  }
};

/** Only operator sets whose operators are known may be asked for. */
const opsetOf = ({ opsetImport }: ModelProto): number => {
  const versions = new Map<string, bigint>();
  for (const { domain, version } of opsetImport) {
    if (domain !== "" && domain !== "com.microsoft")
      refuse(
        `it needs the operator set ${quote(domain)}: expected the standard one and com.microsoft only`,
      );
    if (versions.has(domain))
      refuse(`it imports the operator set ${quote(domain)} twice`);
    versions.set(domain, version);
  }
  const opset = Number(versions.get("") ?? 0);
  if (opset < OLDEST_OPSET || opset > NEWEST_OPSET)
    refuse(
      `it needs version ${opset} of the standard operator set: expected ${OLDEST_OPSET} to ${NEWEST_OPSET}`,
    );
  return opset;
};

const metadataOf = ({
  metadataProps,
}: ModelProto): ReadonlyMap<string, string> => {
  const metadata = new Map<string, string>();
  for (const { key, value } of metadataProps) {
    if (metadata.has(key)) refuse(`its metadata has ${quote(key)} twice`);
    metadata.set(key, value);
  }
  return metadata;
};
