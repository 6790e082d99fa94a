import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GraphBuilder } from "../graph/builder";
import type { Graph, Value } from "../graph/graph";
import { encodeGraph } from "../proto/encode";
import { loadOnnxruntime } from "../runtime/load-onnxruntime";
import { createSession } from "../runtime/session";
import { withoutBitwise } from "./without-bitwise";

const COUNT = 300;
const UINT32 = { dtype: "uint32", shape: [COUNT] } as const;

/** (words xor key) >> 15, the key an input. */
const shiftedXor = (words: Uint32Array, keyFirst = false): Graph => {
  const builder = new GraphBuilder({ opset: 21, standardOnly: true });
  const key = builder.input("key", { dtype: "uint32", shape: [] });
  const constant = builder.constant(words, UINT32);
  const operands = keyFirst ? [key, constant] : [constant, key];
  const mixed = builder.emit("BitwiseXor", operands, UINT32);
  const shifted = builder.emit(
    "BitShift",
    [mixed, builder.scalar(15, "uint32")],
    UINT32,
    { attributes: { direction: "RIGHT" } },
  );
  return builder.build({ mixed, shifted });
};

const run = async (graph: Graph, key: number) => {
  const ort = await loadOnnxruntime();
  const place = { device: "cpu", threads: 1 };
  const session = await createSession(ort, encodeGraph(graph), place);
  const feeds = { key: new ort.Tensor("uint32", Uint32Array.of(key), []) };
  const { mixed, shifted } = await session.run(feeds);
  await session.release();
  return [mixed!.data, shifted!.data];
};

const bitwise = (graph: Graph): Value[] =>
  graph.nodes
    .filter(({ op }) => op.startsWith("Bit"))
    .map(({ outputs }) => outputs[0]!);

describe("withoutBitwise", () => {
  it("gives the same bits for all words and keys", async () => {
    const word = fc.integer({ min: 0, max: 0xffffffff });
    await fc.assert(
      fc.asyncProperty(
        fc.array(word, { minLength: COUNT, maxLength: COUNT }),
        word,
        fc.boolean(),
        async (numbers, key, keyFirst) => {
          const words = Uint32Array.from(numbers);
          const expected = words.map((value) => (value ^ key) >>> 0);
          const graph = withoutBitwise(shiftedXor(words, keyFirst));
          const [mixed, shifted] = await run(graph, key);
          expect(mixed).toEqual(expected);
          expect(shifted).toEqual(expected.map((value) => value >>> 15));
        },
      ),
      { numRuns: 15 },
    );
  });

  it("leaves bitwise operators to tables of a byte's values alone", () => {
    const words = Uint32Array.from({ length: COUNT }, (_, i) => i);
    const graph = withoutBitwise(shiftedXor(words));
    expect(bitwise(graph).map(({ shape }) => shape)).toEqual([
      ...Array.from({ length: 4 }, () => [256]),
    ]);
  });

  it("keeps what is small, and what it has no way for", () => {
    const builder = new GraphBuilder({ opset: 21, standardOnly: true });
    const scalar = { dtype: "uint32", shape: [] } as const;
    const key = builder.input("key", scalar);
    const many = builder.input("many", UINT32);
    const small = builder.emit("BitwiseXor", [key, key], scalar);
    const both = builder.emit("BitwiseXor", [many, many], UINT32);
    const left = builder.emit("BitShift", [many, key], UINT32, {
      attributes: { direction: "LEFT" },
    });
    const graph = builder.build({ small, both, left });
    expect(withoutBitwise(graph).nodes).toEqual(graph.nodes);
  });
});
