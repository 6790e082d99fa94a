/** @file Grows a graph node by node; what the lowering rules write to. */
import {
  sizeOf,
  type Attribute,
  type ConstantData,
  type DataType,
  type Domain,
  type Graph,
  type Node,
  type Value,
} from "./graph";

/** What may be emitted: the operator set version, and whether onnxruntime's own operators are allowed. */
export interface Target {
  readonly opset: number;
  readonly standardOnly: boolean;
}

/** Element type and shape of a value that is about to be emitted. */
export interface ValueType {
  readonly dtype: DataType;
  readonly shape: readonly number[];
}

/** Optional parts of a node. */
export interface NodeOptions {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly domain?: Domain;
}

/** Appends values and nodes to a graph under construction. */
export class GraphBuilder {
  readonly #inputs: Value[] = [];
  readonly #nodes: Node[] = [];
  #nextId = 0;

  /** @param onNode is told every node as it is appended */
  constructor(
    readonly target: Target,
    readonly onNode?: (node: Node) => void,
  ) {}

  /** Declares a named input. */
  input(name: string, { dtype, shape }: ValueType): Value {
    const value = { ...this.#value({ dtype, shape }), name };
    this.#inputs.push(value);
    return value;
  }

  /** A constant tensor; equal ones are merged by a pass. */
  constant(data: ConstantData, { dtype, shape }: ValueType): Value {
    if (data.length !== sizeOf(shape))
      throw new RangeError(
        `constant of shape [${shape}] got ${data.length} elements`,
      );
    return { ...this.#value({ dtype, shape }), data };
  }

  /** A float32 scalar. */
  float32(value: number): Value {
    return this.constant(Float32Array.of(value), {
      dtype: "float32",
      shape: [],
    });
  }

  /** A one-dimensional int64 constant: shapes, axes, split sizes. */
  int64(values: readonly number[]): Value {
    return this.constant(BigInt64Array.from(values, BigInt), {
      dtype: "int64",
      shape: [values.length],
    });
  }

  /** A scalar of the given element type. */
  scalar(value: number, dtype: DataType): Value {
    return this.constant(constantData([value], dtype), { dtype, shape: [] });
  }

  /** Appends a node with one output and returns that output. */
  emit(
    op: string,
    inputs: readonly (Value | undefined)[],
    type: ValueType,
    options: NodeOptions = {},
  ): Value {
    const output = this.#value(type);
    this.#append(op, inputs, [output], options);
    return output;
  }

  /** Appends a node with several outputs and returns them in order. */
  emitMany(
    op: string,
    inputs: readonly (Value | undefined)[],
    types: readonly ValueType[],
    options: NodeOptions = {},
  ): Value[] {
    const outputs = types.map((type) => this.#value(type));
    this.#append(op, inputs, outputs, options);
    return outputs;
  }

  /** The finished graph with the given outputs. */
  build(outputs: Readonly<Record<string, Value>>): Graph {
    return {
      inputs: this.#inputs,
      nodes: this.#nodes,
      outputs: Object.entries(outputs).map(([name, value]) => ({
        name,
        value,
      })),
    };
  }

  #value({ dtype, shape }: ValueType): Value {
    return { id: this.#nextId++, dtype, shape: [...shape] };
  }

  #append(
    op: string,
    inputs: readonly (Value | undefined)[],
    outputs: readonly Value[],
    { attributes = {}, domain = "" }: NodeOptions,
  ): void {
    const node = { op, domain, inputs, outputs, attributes };
    this.#nodes.push(node);
    this.onNode?.(node);
  }
}

/** Numbers as the host data of an element type. */
export const constantData = (
  values: Iterable<number>,
  dtype: DataType,
): ConstantData => {
  const numbers = [...values];
  switch (dtype) {
    case "float32":
      return Float32Array.from(numbers);
    case "int32":
      return Int32Array.from(numbers);
    case "uint32":
      return Uint32Array.from(numbers);
    case "int64":
      return BigInt64Array.from(numbers, BigInt);
    case "uint8":
    case "bool":
      return Uint8Array.from(numbers);
    default:
      return dtype satisfies never;
  }
};
