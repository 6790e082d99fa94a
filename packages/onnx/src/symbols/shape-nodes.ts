/** @file Nodes that compute sizes while the graph runs, each once. */
import type { FreshValue } from "../graph/fresh-values";
import {
  extentsOf,
  type Attribute,
  type Node,
  type Value,
} from "../graph/graph";
import { ONNX_DATA_TYPES, TO_THE_END } from "../rules/shapes";
import { textOf, type Expression } from "./expression";

/** Computes sizes out of the shapes of a graph's inputs. */
export class ShapeNodes {
  /** The nodes so far; they read nothing but inputs and each other. */
  readonly nodes: Node[] = [];
  readonly #known = new Map<string, Value>();

  constructor(
    readonly inputs: readonly Value[],
    readonly fresh: FreshValue,
  ) {}

  /** An int64 vector of sizes; constant where all are numbers. */
  vector(sizes: readonly Expression[]): Value {
    return this.#once(`vector ${sizes.map(textOf).join()}`, () => {
      const parts = numbersTogether(sizes).map((part) =>
        Array.isArray(part) ? this.#constant(part) : this.#size(part),
      );
      if (parts.length === 1) return parts[0]!;
      const all = this.fresh("int64", [sizes.length]);
      return this.#emit("Concat", parts, all, { axis: 0 });
    });
  }

  /** Sizes as a tensor of the type and shape of a constant. */
  tensor(sizes: readonly Expression[], { dtype, shape }: Value): Value {
    const key = `${dtype}[${shape}] ${sizes.map(textOf).join()}`;
    return this.#once(key, () => {
      const vector = this.vector(sizes);
      const shaped =
        shape.length === 1
          ? vector
          : this.#emit(
              "Reshape",
              [vector, this.#constant(shape)],
              this.fresh("int64", shape),
            );
      if (dtype === "int64") return shaped;
      const to = ONNX_DATA_TYPES[dtype];
      return this.#emit("Cast", [shaped], this.fresh(dtype, shape), { to });
    });
  }

  /** One number repeated to fill a shape. @param scalar a constant that is made once @param seen the shape in the first trace */
  filled(
    scalar: Value,
    shape: readonly Expression[],
    seen: readonly number[],
  ): Value {
    const key = `${scalar.id} in ${shape.map(textOf).join()}`;
    return this.#once(key, () =>
      this.#emit("Expand", [scalar, this.vector(shape)], {
        ...this.fresh(scalar.dtype, seen),
        dims: shape.map(extentOf),
      }),
    );
  }

  /** A vector of one size. */
  #size(expression: Expression): Value {
    return this.#once(textOf(expression), () => {
      if (typeof expression === "number") return this.#constant([expression]);
      const read = this.#read(textOf(expression));
      if (read || typeof expression === "string") return read!;
      const [op, parts] =
        "sum" in expression
          ? (["Add", expression.sum] as const)
          : (["Mul", expression.product] as const);
      return parts
        .map((part) => this.#size(part))
        .reduce((a, b) => this.#emit(op, [a, b], this.fresh("int64", [1])));
    });
  }

  /** The size that an input has somewhere, sums too. */
  #read(extent: string): Value | undefined {
    const input = this.inputs.find((value) =>
      extentsOf(value).includes(extent),
    );
    if (!input) return undefined;
    const start = extentsOf(input).indexOf(extent);
    return this.#emit("Shape", [input], this.fresh("int64", [1]), {
      start,
      end: start + 1,
    });
  }

  #constant(numbers: readonly number[]): Value {
    return this.#once(`[${numbers.join()}]`, () =>
      this.fresh(
        "int64",
        [numbers.length],
        BigInt64Array.from(numbers, saturated),
      ),
    );
  }

  #emit(
    op: string,
    inputs: readonly Value[],
    output: Value,
    attributes: Readonly<Record<string, Attribute>> = {},
  ): Value {
    this.nodes.push({ op, domain: "", inputs, outputs: [output], attributes });
    return output;
  }

  #once(key: string, make: () => Value): Value {
    const value = this.#known.get(key) ?? make();
    this.#known.set(key, value);
    return value;
  }
}

/** A size as an extent of a value. */
export const extentOf = (size: Expression): number | string =>
  typeof size === "number" ? size : textOf(size);

/** 2^63, which a number can be and an int64 cannot, is the end of everything. */
const saturated = (n: number): bigint => (n < 2 ** 63 ? BigInt(n) : TO_THE_END);

type Part = number[] | Exclude<Expression, number>;

/** Neighbouring numbers in one part, so that they become one constant. */
const numbersTogether = (sizes: readonly Expression[]): Part[] => {
  const parts: Part[] = [];
  for (const size of sizes) {
    const last = parts.at(-1);
    if (typeof size !== "number") parts.push(size);
    else if (Array.isArray(last)) last.push(size);
    else parts.push([size]);
  }
  return parts;
};
