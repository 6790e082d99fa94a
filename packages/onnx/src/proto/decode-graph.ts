/** @file A graph of an ONNX file, and the graphs inside it, as our own. */
import {
  UNKNOWN_EXTENT,
  UNKNOWN_SHAPE,
  type Attribute,
  type Domain,
  type Graph,
  type Node,
  type Value,
} from "../graph/graph";
import { decodeAttribute } from "./decode-attribute";
import { dataTypeOf, decodeTensor, sizeFrom } from "./decode-tensor";
import {
  GraphProtoSchema,
  NodeProtoSchema,
  type AttributeProto,
  type GraphProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from "./gen/onnx_pb";
import { quote, refuse, refuseOtherFields } from "./refuse";
import { isKnownOperator, resultTypes } from "./result-types";

/** What may be asked for at most. */
export interface GraphLimits {
  /** Nodes, those of inner graphs too. */
  readonly maxNodes: number;
  /** Graphs inside graphs. */
  readonly maxDepth: number;
}

/** Numbers that stand for extents with names, beyond what a file has as a fixed extent by chance. */
const FIRST_STAND_IN = 1_000_003;

/** Reads the graphs of one file: values are numbered through, and no name is visible twice. */
export class GraphDecoder {
  readonly #limits: GraphLimits;
  /** What can be read by name: values of this graph so far, and of the graphs around it. */
  readonly #values = new Map<string, Value>();
  /** Their names in the order of declaration; those of an inner graph are the last ones while it is read. */
  readonly #names: string[] = [];
  readonly #sizes = new Map<string, number>();
  #nodes = 0;
  #nextId = 0;

  constructor(limits: GraphLimits) {
    this.#limits = limits;
  }

  /** @param depth how many graphs lie around it */
  graph(proto: GraphProto, depth = 0): Graph {
    if (depth > this.#limits.maxDepth)
      refuse(
        `more than ${this.#limits.maxDepth} graphs lie around the graph ${quote(proto.name)}`,
      );
    const where = depth === 0 ? "the graph" : `the graph ${quote(proto.name)}`;
    refuseOtherFields(GraphProtoSchema, proto, GRAPH_FIELDS, where);
    const around = this.#names.length;
    const ownName = constantNames(proto);
    proto.initializer.forEach((tensor, i) => {
      this.#constant(tensor, ownName(i));
    });
    const inputs = proto.input.map((info) =>
      this.#declare(info.name, { ...this.#type(info), name: info.name }),
    );
    const infos = new Map(
      [...proto.valueInfo, ...proto.output].map((info) => [info.name, info]),
    );
    const nodes = proto.node.map((node) => this.#node(node, infos, depth));
    const outputs = proto.output.map((info) => ({
      name: info.name,
      value: this.#read(info.name, `an output of ${where}`),
    }));
    while (this.#names.length > around) this.#values.delete(this.#names.pop()!);
    return { inputs, nodes, outputs };
  }

  /** @param ownName what the encoder calls a constant without a name in this place, and will again */
  #constant(tensor: TensorProto, ownName: string): void {
    const { name } = tensor;
    const decoded = decodeTensor(tensor, `the tensor ${quote(name)}`);
    this.#declare(name, name === ownName ? decoded : { ...decoded, name });
  }

  #node(
    proto: NodeProto,
    infos: ReadonlyMap<string, ValueInfoProto>,
    depth: number,
  ): Node {
    const { opType: op } = proto;
    const where = `the node ${quote(proto.name || op)}`;
    if (++this.#nodes > this.#limits.maxNodes)
      refuse(`it has more than ${this.#limits.maxNodes} nodes`);
    refuseOtherFields(NodeProtoSchema, proto, NODE_FIELDS, where);
    const domain = domainOf(proto.domain, where);
    if (!isKnownOperator(op))
      refuse(`${where} has the operator ${quote(op)}, which is not read here`);
    const inputs = proto.input.map((name) =>
      name === "" ? undefined : this.#read(name, where),
    );
    const attributes = this.#attributes(proto.attribute, where, depth);
    const typeOf = resultTypes(op, { inputs, attributes });
    const outputs = proto.output.map((name, i) => {
      const dtype = typeOf(i);
      const info = infos.get(name);
      const type = info && this.#type(info);
      if (!dtype || (type && type.dtype !== dtype))
        return refuse(
          `${where} gives ${dtype ?? "no such output as"} ${quote(name)}, expected ${type?.dtype ?? "one that follows from its inputs and attributes"}`,
        );
      return this.#declare(name, type ?? { dtype, ...UNKNOWN_SHAPE });
    });
    return { op, domain, inputs, outputs, attributes };
  }

  #attributes(
    protos: readonly AttributeProto[],
    where: string,
    depth: number,
  ): Node["attributes"] {
    const attributes: Record<string, Attribute> = Object.create(null) as Record<
      string,
      Attribute
    >;
    for (const proto of protos) {
      if (proto.name in attributes)
        refuse(`${where} has the attribute ${quote(proto.name)} twice`);
      attributes[proto.name] = decodeAttribute(
        proto,
        `the attribute ${quote(proto.name)} of ${where}`,
        {
          id: () => this.#nextId++,
          graph: (graph) => this.graph(graph, depth + 1),
        },
      );
    }
    return { ...attributes };
  }

  /** The element type and extents that the file states; extents of one name have one number. */
  #type({ name, type }: ValueInfoProto): ValueType {
    const where = `the value ${quote(name)}`;
    if (type?.value.case !== "tensorType")
      return refuse(`${where} is no tensor: expected nothing else`);
    const { elemType, shape } = type.value.value;
    const dtype = dataTypeOf(elemType, where);
    if (!shape) return { dtype, ...UNKNOWN_SHAPE };
    const dims = shape.dim.map(({ value }) => {
      if (value.case === "dimValue") return sizeFrom(value.value, where);
      return value.value || UNKNOWN_EXTENT;
    });
    const numbers = dims.map((extent) =>
      typeof extent === "number" ? extent : this.#standIn(extent),
    );
    return dims.every((extent) => typeof extent === "number")
      ? { dtype, shape: numbers }
      : { dtype, shape: numbers, dims };
  }

  #standIn(extent: string): number {
    const number = this.#sizes.get(extent) ?? FIRST_STAND_IN + this.#sizes.size;
    this.#sizes.set(extent, number);
    return number;
  }

  #declare(name: string, value: Omit<Value, "id">): Value {
    if (name === "") refuse("a value has no name");
    if (this.#values.has(name))
      refuse(`the value ${quote(name)} is given twice`);
    const declared = { id: this.#nextId++, ...value };
    this.#values.set(name, declared);
    this.#names.push(name);
    return declared;
  }

  #read(name: string, where: string): Value {
    return (
      this.#values.get(name) ??
      refuse(
        `${where} reads ${quote(name)}, which nothing before it gives: expected nodes in the order of their computation, without cycles`,
      )
    );
  }
}

type ValueType = Omit<Value, "id">;

/** The names that the encoder gives to constants without one, by place. */
const constantNames = ({
  input,
  output,
  initializer,
}: GraphProto): ((place: number) => string) => {
  const taken = new Set(
    [...input, ...output, ...initializer].map(({ name }) => name),
  );
  return (place) => {
    const { name } = initializer[place]!;
    let own = `c${place}`;
    while (own !== name && taken.has(own)) own = `_${own}`;
    return own;
  };
};

const GRAPH_FIELDS = [
  ...["node", "name", "initializer", "docString", "input", "output"],
  ...["valueInfo", "metadataProps"],
];

const NODE_FIELDS = [
  ...["input", "output", "name", "opType", "domain", "attribute"],
  ...["docString", "metadataProps"],
];

const domainOf = (domain: string, where: string): Domain =>
  domain === "" || domain === "com.microsoft"
    ? domain
    : refuse(
        `${where} is of the domain ${quote(domain)}: expected the standard one or com.microsoft`,
      );
