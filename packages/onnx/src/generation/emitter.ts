/** @file Nodes that are added to graphs whose extents nobody knows. */
import type { FreshValue } from "../graph/fresh-values";
import {
  UNKNOWN_EXTENT,
  UNKNOWN_SHAPE,
  type Attribute,
  type DataType,
  type Node,
  type Value,
} from "../graph/graph";

/** An element type, and the number of axes if it is known. */
export interface Kind {
  readonly dtype: DataType;
  readonly rank?: number;
}

/** A vector of sizes. */
export const VECTOR: Kind = { dtype: "int64", rank: 1 };

/** A number that counts. */
export const INDEX: Kind = { dtype: "int64", rank: 0 };

/** Tokens, their positions or flags of every sequence. */
export const TOKENS: Kind = { dtype: "int64", rank: 2 };

/** Collects nodes in the order of their computation. */
export class Emitter {
  readonly nodes: Node[] = [];
  readonly #constants = new Map<string, Value>();

  constructor(readonly fresh: FreshValue) {}

  /** A value that a node or a caller will give. */
  value({ dtype, rank }: Kind): Value {
    const value = this.fresh(dtype, []);
    return rank === undefined
      ? { ...value, ...UNKNOWN_SHAPE }
      : {
          ...value,
          shape: Array<number>(rank).fill(0),
          dims: Array<string>(rank).fill(UNKNOWN_EXTENT),
        };
  }

  /** An input whose extents have names. */
  named(name: string, dtype: DataType, dims: readonly string[]): Value {
    return { ...this.value({ dtype, rank: dims.length }), name, dims };
  }

  /** Appends a node of the standard domain with one output, and returns that. */
  emit(
    op: string,
    inputs: readonly Value[],
    kind: Kind,
    attributes: Readonly<Record<string, Attribute>> = {},
  ): Value {
    const output = this.value(kind);
    this.nodes.push({ op, domain: "", inputs, outputs: [output], attributes });
    return output;
  }

  /** An int64 vector, or a scalar; equal ones once. */
  int64(numbers: bigint | readonly (bigint | number)[]): Value {
    const key = String(numbers);
    const scalar = typeof numbers === "bigint";
    const data = scalar
      ? BigInt64Array.of(numbers)
      : BigInt64Array.from(numbers, BigInt);
    const known = this.#constants.get(`${scalar} ${key}`);
    if (known) return known;
    const made = this.fresh("int64", scalar ? [] : [data.length], data);
    this.#constants.set(`${scalar} ${key}`, made);
    return made;
  }

  /** One size of a value, as a vector. */
  size(value: Value, axis: number): Value {
    return this.emit("Shape", [value], VECTOR, { start: axis, end: axis + 1 });
  }

  concat(values: readonly Value[], axis: number): Value {
    if (values.length === 1) return values[0]!;
    const kinds = values.map(kindOf);
    const kind = kinds.find(({ rank }) => rank !== undefined) ?? kinds[0]!;
    return this.emit("Concat", values, kind, { axis });
  }
}

/** What is known of a value but its extents. */
export const kindOf = ({ dtype, shape, dims = shape }: Value): Kind => ({
  dtype,
  ...(dims.length === shape.length && { rank: shape.length }),
});
