/** @file Words of 32 bits without bitwise operators, of which onnxruntime's CUDA provider has none. */
import { freshValues, type FreshValue } from "../graph/fresh-values";
import { sizeOf, type Graph, type Node, type Value } from "../graph/graph";
import { rewrite, type Replacement } from "./rewrite";

/** Bytes of a word, and values of a byte. */
const [BYTES, VALUES] = [4, 256];

/** So few elements may as well be computed where bitwise operators are. */
const isSmall = (value: Value): boolean => sizeOf(value.shape) <= VALUES;

/**
 * The graph with the same bits and no BitShift or BitwiseXor of more than 256 words, where it knows a way: a shift to
 * the right by a constant, and a constant xor one word, which is what a dropout mask is made of.
 *
 *   x >> n   = x / 2^n
 *   h xor k  = sum over bytes j of table_j[byte j of h] - 3 k,  table_j[v] = (v 2^(8 j)) xor k
 *
 * Entry v of a table has byte j of `h xor k`, and k in the other three bytes; so the sum has every byte of k three
 * times too often. All modulo 2^32.
 */
export const withoutBitwise = (graph: Graph): Graph => {
  const words = new Words(freshValues(graph));
  return rewrite(graph, (node) => {
    const [output] = node.outputs;
    if (!output || output.dtype !== "uint32" || isSmall(output))
      return undefined;
    if (node.op === "BitShift") return words.shiftRight(node, output);
    if (node.op === "BitwiseXor") return words.xor(node, output);
    return undefined;
  });
};

/** Makes replacements that share their constants. */
class Words {
  readonly #shared = new Map<string, Value>();
  readonly #byteValues = new Map<Value, readonly Value[]>();

  constructor(readonly fresh: FreshValue) {}

  #constant(data: Uint32Array, shape: readonly number[]): Value {
    const key = `${shape}:${data.join()}`;
    const known = this.#shared.get(key);
    const value = known ?? this.fresh("uint32", shape, data);
    this.#shared.set(key, value);
    return value;
  }

  /** Byte j of every word of a constant, as places in a table, for j from 0. */
  #bytesOf(words: Value): readonly Value[] {
    const known = this.#byteValues.get(words);
    if (known) return known;
    const bytes = Array.from({ length: BYTES }, (_, j) => {
      const data = Int32Array.from(
        words.data as Uint32Array,
        (word) => (word >>> (8 * j)) & 0xff,
      );
      return this.fresh("int32", words.shape, data);
    });
    this.#byteValues.set(words, bytes);
    return bytes;
  }

  shiftRight(node: Node, output: Value): Replacement | undefined {
    const [x, by] = node.inputs;
    const bits = by?.data?.length === 1 ? Number(by.data[0]) : NaN;
    if (!x || node.attributes["direction"] !== "RIGHT" || !(bits < 32))
      return undefined;
    const divisor = this.#constant(Uint32Array.of(2 ** bits), []);
    return {
      nodes: [operation("Div", [x, divisor], output)],
      outputs: [output],
    };
  }

  xor(node: Node, output: Value): Replacement | undefined {
    const words = node.inputs.find((value) => value?.data !== undefined);
    const key = node.inputs.find((value) => value !== words);
    if (!words || !key || sizeOf(key.shape) !== 1) return undefined;
    const nodes: Node[] = [];
    const emit = (op: string, inputs: Value[], shape: readonly number[]) => {
      const value = this.fresh("uint32", shape);
      nodes.push(operation(op, inputs, value));
      return value;
    };
    const minus3 = this.#constant(Uint32Array.of(2 ** 32 - 3), []);
    const rest = emit("Mul", [key, minus3], key.shape);
    const sum = this.#bytesOf(words).reduce((sum, places, j) => {
      const values = Uint32Array.from(
        { length: VALUES },
        (_, v) => v << (8 * j),
      );
      const column = this.#constant(values, [VALUES]);
      const table = emit("BitwiseXor", [column, key], [VALUES]);
      const part = emit("Gather", [table, places], output.shape);
      return emit("Add", [part, sum], output.shape);
    }, rest);
    return { nodes, outputs: [sum] };
  }
}

const operation = (
  op: string,
  inputs: readonly Value[],
  output: Value,
): Node => ({ op, domain: "", inputs, outputs: [output], attributes: {} });
