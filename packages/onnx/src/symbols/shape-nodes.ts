/** @file Nodes that compute sizes while the graph runs, each once. */
import type { FreshValue } from "../graph/fresh-values";
import {
  extentsOf,
  type Attribute,
  type Graph,
  type Node,
  type Value,
} from "../graph/graph";
import { ONNX_DATA_TYPES } from "../rules/shapes";
import { textOf, type Expression } from "./expression";

/** Computes sizes out of the shapes of a graph's inputs. */
export interface ShapeNodes {
  /** The nodes so far; they read nothing but inputs and each other. */
  readonly nodes: readonly Node[];
  /** An int64 vector of sizes. @param seen what they were in the first trace */
  vector(sizes: readonly Expression[], seen: readonly number[]): Value;
  /** Sizes as a tensor of the type and shape of a constant. */
  tensor(sizes: readonly Expression[], like: Value): Value;
  /** One number repeated to fill a shape. */
  filled(
    scalar: Value,
    shape: readonly Expression[],
    seen: readonly number[],
  ): Value;
}

/** @param fresh makes the values of the new nodes */
export const shapeNodes = (
  inputs: Graph["inputs"],
  fresh: FreshValue,
): ShapeNodes => {
  const nodes: Node[] = [];
  const known = new Map<string, Value>();
  const once = (key: string, make: () => Value): Value => {
    const value = known.get(key) ?? make();
    known.set(key, value);
    return value;
  };
  const emit = (
    op: string,
    operands: readonly Value[],
    output: Value,
    attributes: Readonly<Record<string, Attribute>> = {},
  ): Value => {
    nodes.push({
      op,
      domain: "",
      inputs: operands,
      outputs: [output],
      attributes,
    });
    return output;
  };
  const constant = (...numbers: readonly number[]): Value =>
    once(`[${numbers}]`, () =>
      fresh("int64", [numbers.length], BigInt64Array.from(numbers, BigInt)),
    );
  /** Sizes that an input has are read there. */
  const read = (name: string): Value | undefined => {
    const input = inputs.find((value) => extentsOf(value).includes(name));
    if (!input) return undefined;
    const start = extentsOf(input).indexOf(name);
    return emit("Shape", [input], fresh("int64", [1]), {
      start,
      end: start + 1,
    });
  };
  const folded = (op: string, parts: readonly Expression[]): Value =>
    parts
      .map(size)
      .reduce((left, right) => emit(op, [left, right], fresh("int64", [1])));
  const size = (expression: Expression): Value =>
    once(textOf(expression), () => {
      if (typeof expression === "number") return constant(expression);
      const ready = read(textOf(expression));
      if (ready || typeof expression === "string") return ready!;
      return "sum" in expression
        ? folded("Add", expression.sum)
        : folded("Mul", expression.product);
    });
  const vector: ShapeNodes["vector"] = (sizes, seen) =>
    once(`[${sizes.map(textOf).join()}]`, () => {
      const parts = numbersTogether(sizes).map((part) =>
        Array.isArray(part) ? constant(...part) : size(part),
      );
      if (parts.length === 1) return parts[0]!;
      return emit("Concat", parts, fresh("int64", [seen.length]), { axis: 0 });
    });
  const tensor: ShapeNodes["tensor"] = (sizes, { dtype, shape, data }) => {
    const all = vector(sizes, Array.from(data!, Number));
    const key = `${dtype}[${shape}] of ${sizes.map(textOf).join()}`;
    return once(key, () => {
      const shaped =
        shape.length === 1
          ? all
          : emit("Reshape", [all, constant(...shape)], fresh("int64", shape));
      if (dtype === "int64") return shaped;
      const to = ONNX_DATA_TYPES[dtype];
      return emit("Cast", [shaped], fresh(dtype, shape), { to });
    });
  };
  const filled: ShapeNodes["filled"] = (scalar, shape, seen) =>
    once(`${scalar.dtype} ${scalar.data} in ${shape.map(textOf).join()}`, () =>
      emit("Expand", [scalar, vector(shape, seen)], {
        ...fresh(scalar.dtype, seen),
        dims: shape.map(extentOf),
      }),
    );
  return { nodes, vector, tensor, filled };
};

/** A size as an extent of a value. */
export const extentOf = (size: Expression): number | string =>
  typeof size === "number" ? size : textOf(size);

/** Neighbouring numbers in one part, so that they become one constant. */
const numbersTogether = (
  sizes: readonly Expression[],
): (number[] | Exclude<Expression, number>)[] => {
  const parts: (number[] | Exclude<Expression, number>)[] = [];
  for (const size of sizes) {
    const last = parts.at(-1);
    if (typeof size !== "number") parts.push(size);
    else if (Array.isArray(last)) last.push(size);
    else parts.push([size]);
  }
  return parts;
};
