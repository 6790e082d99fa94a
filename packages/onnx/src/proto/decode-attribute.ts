/** @file A node's attribute out of an ONNX file. */
import type { Attribute, Graph } from "../graph/graph";
import { decodeTensor } from "./decode-tensor";
import {
  AttributeProto_AttributeType as AttributeType,
  AttributeProtoSchema,
  type AttributeProto,
  type GraphProto,
} from "./gen/onnx_pb";
import { refuse, refuseOtherFields } from "./refuse";

/** What an attribute may contain that belongs to the whole file. */
export interface AttributeContext {
  /** A number for a value. */
  readonly id: () => number;
  /** Reads a graph inside the node. */
  readonly graph: (proto: GraphProto) => Graph;
}

/** How a kind of attribute is read, from its one field. */
interface Kind {
  readonly field: string;
  readonly read: (
    proto: AttributeProto,
    where: string,
    context: AttributeContext,
  ) => Attribute;
}

const KINDS: ReadonlyMap<AttributeType, Kind> = new Map<AttributeType, Kind>([
  [
    AttributeType.INT,
    { field: "i", read: ({ i }, where) => integerFrom(i, where) },
  ],
  [
    AttributeType.INTS,
    {
      field: "ints",
      read: ({ ints }, where) => ints.map((i) => integerFrom(i, where)),
    },
  ],
  [AttributeType.FLOAT, { field: "f", read: ({ f }) => ({ float: f }) }],
  [
    AttributeType.STRING,
    { field: "s", read: ({ s }, where) => textFrom(s, where) },
  ],
  [
    AttributeType.TENSOR,
    {
      field: "t",
      read: ({ t }, where, { id }) =>
        t
          ? { tensor: { id: id(), ...decodeTensor(t, where) } }
          : refuse(`${where} has no tensor`),
    },
  ],
  [
    AttributeType.GRAPH,
    {
      field: "g",
      read: ({ g }, where, { graph }) =>
        g ? { graph: graph(g) } : refuse(`${where} has no graph`),
    },
  ],
]);

/** @param where which attribute it is, for the error */
export const decodeAttribute = (
  proto: AttributeProto,
  where: string,
  context: AttributeContext,
): Attribute => {
  const kind = KINDS.get(proto.type);
  if (!kind)
    return refuse(
      `${where} is of kind ${proto.type}: expected ${[...KINDS.keys()].map((type) => AttributeType[type]).join(", ")}`,
    );
  refuseOtherFields(
    AttributeProtoSchema,
    proto,
    ["name", "type", "docString", kind.field],
    where,
  );
  return kind.read(proto, where, context);
};

const integerFrom = (value: bigint, where: string): number =>
  BigInt.asIntN(54, value) === value
    ? Number(value)
    : refuse(`${where} is ${value}: expected an integer below 2^53`);

const textFrom = (bytes: Uint8Array, where: string): string => {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return refuse(`${where} is no UTF-8 text`);
  }
};
