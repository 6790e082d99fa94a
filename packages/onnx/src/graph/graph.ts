/** @file The compiler's intermediate form: ONNX operators over plain values, in topological order. */

/** Element types that the compiler emits; named as ONNX tensor types. */
export type DataType =
  "float32" | "int32" | "int64" | "uint32" | "uint8" | "bool";

/** Host data of a constant; its class is implied by the element type (bool is stored as Uint8Array). */
export type ConstantData =
  Float32Array | Int32Array | BigInt64Array | Uint32Array | Uint8Array;

/** An extent that depends on symbols in a way without a name. */
export const UNKNOWN_EXTENT = "?";

/** The shape of a value of which not even the number of axes is known: no file and no trace says it. */
export const UNKNOWN_SHAPE: Pick<Value, "shape" | "dims"> = {
  shape: [],
  dims: [UNKNOWN_EXTENT],
};

/** One tensor of the graph: an input (has `name`), a constant (has `data`, and a name if it was an input) or the output of a node. */
export interface Value {
  readonly id: number;
  readonly dtype: DataType;
  /** Where extents have names, these are the numbers that stood for them in the first trace. */
  readonly shape: readonly number[];
  /** The extents with their names, where some have one; {@link UNKNOWN_EXTENT} is one that no expression of symbols gives. */
  readonly dims?: readonly (number | string)[];
  readonly name?: string;
  readonly data?: ConstantData;
}

/** A float attribute; plain numbers are integers, since ONNX distinguishes the two. */
export interface FloatAttribute {
  readonly float: number;
}

/** A constant tensor as an attribute. */
export interface TensorAttribute {
  readonly tensor: Value;
}

/** What a control flow operator runs; its nodes may read values of the graphs around it. */
export interface GraphAttribute {
  readonly graph: Graph;
}

/** What a node's attribute may hold: an integer, integers, a string, a float, a tensor or a graph. */
export type Attribute =
  | number
  | readonly number[]
  | string
  | FloatAttribute
  | TensorAttribute
  | GraphAttribute;

/** One ONNX operator applied to values; an absent optional input is `undefined`. */
export interface Node {
  readonly op: string;
  readonly domain: Domain;
  readonly inputs: readonly (Value | undefined)[];
  readonly outputs: readonly Value[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** The standard operator set, or onnxruntime's own. */
export type Domain = "" | "com.microsoft";

/** A whole function: named inputs, nodes in topological order, named outputs. */
export interface Graph {
  readonly inputs: readonly Value[];
  readonly nodes: readonly Node[];
  readonly outputs: readonly GraphOutput[];
}

export interface GraphOutput {
  readonly name: string;
  readonly value: Value;
}

/** Marks a number as a float attribute. */
export const float = (value: number): FloatAttribute => ({ float: value });

/** Number of elements of a shape. */
export const sizeOf = (shape: readonly number[]): number =>
  shape.reduce((product, extent) => product * extent, 1);

/** Whether two shapes are the same. */
export const sameShape = (
  a: readonly number[],
  b: readonly number[],
): boolean => a.length === b.length && a.every((extent, i) => extent === b[i]);

/** The extents of a value, with names where they have names. */
export const extentsOf = ({
  dims,
  shape,
}: Pick<Value, "dims" | "shape">): readonly (number | string)[] =>
  dims ?? shape;

/** Whether two values have the same shape whatever sizes their symbols stand for. */
export const sameExtents = (a: Value, b: Value): boolean => {
  const [left, right] = [extentsOf(a), extentsOf(b)];
  return (
    left.length === right.length &&
    left.every((extent, i) => extent === right[i] && extent !== UNKNOWN_EXTENT)
  );
};

/** Whether the number of a value's axes is known. */
export const hasKnownRank = ({ shape, dims = shape }: Value): boolean =>
  dims.length === shape.length;

/** The graphs that a node runs. */
export const subgraphsOf = ({ attributes }: Node): Graph[] =>
  Object.values(attributes).flatMap((attribute) =>
    typeof attribute === "object" && "graph" in attribute
      ? [attribute.graph]
      : [],
  );

/** The node with other graphs in place of those that it runs. */
export const withSubgraphs = (
  node: Node,
  change: (graph: Graph) => Graph,
): Node =>
  subgraphsOf(node).length === 0
    ? node
    : {
        ...node,
        attributes: Object.fromEntries(
          Object.entries(node.attributes).map(([name, attribute]) => [
            name,
            typeof attribute === "object" && "graph" in attribute
              ? { graph: change(attribute.graph) }
              : attribute,
          ]),
        ),
      };

/** Everything a node reads: its inputs, and what its graphs read of the graphs around them. */
export const readsOf = (node: Node): Value[] => [
  ...node.inputs.filter((input) => input !== undefined),
  ...subgraphsOf(node).flatMap(capturesOf),
];

/** What a graph reads without computing it; constants too. */
const capturesOf = (graph: Graph): Value[] => {
  const own = new Set(graph.inputs);
  for (const { outputs } of graph.nodes)
    for (const output of outputs) own.add(output);
  return [
    ...graph.nodes.flatMap(readsOf),
    ...graph.outputs.map(({ value }) => value),
  ].filter((value) => !own.has(value));
};

/** The node that computes each value; inputs and constants have none. */
export const producers = (graph: Graph): ReadonlyMap<Value, Node> => {
  const producerOf = new Map<Value, Node>();
  for (const node of graph.nodes)
    for (const output of node.outputs) producerOf.set(output, node);
  return producerOf;
};

/** How many nodes and graph outputs read each value. */
export const useCounts = (graph: Graph): ReadonlyMap<Value, number> => {
  const counts = new Map<Value, number>();
  const use = (value: Value) => counts.set(value, (counts.get(value) ?? 0) + 1);
  for (const node of graph.nodes) readsOf(node).forEach(use);
  for (const output of graph.outputs) use(output.value);
  return counts;
};
