/** @file Graphs for all sizes: what they compute, what they hold, and what cannot be one. */
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SignatureError } from "../src/errors";
import type { Graph } from "../src/graph/graph";
import { printGraph } from "../src/graph/print";
import type { Signature, TensorFunction } from "../src/signature";
import { toGraph, toOnnx } from "../src/to-onnx";
import { difference } from "./support/compare";
import { expectGraph } from "./support/expect-graph";
import { openModel, runOnCpu } from "./support/run";
import { SYMBOLIC, symbolicFeeds, type TestSizes } from "./support/symbolic";
import { SYMBOLIC_CASES } from "./tables/symbolic";

const asFunction =
  (fn: (typeof SYMBOLIC_CASES)[string]): TensorFunction =>
  (inputs) => {
    const { a, b } = inputs as Record<"a" | "b", tf.Tensor>;
    const [B, S] = a.shape as [number, number];
    const y = fn(inputs as Parameters<typeof fn>[0], { B, S, P: b.shape[1]! });
    return { y };
  };

/** The extremes that clients bring. */
const EXTREMES: readonly TestSizes[] = [
  { batch: 1, sequence: 1, past: 0 },
  { batch: 1, sequence: 4, past: 0 },
  { batch: 3, sequence: 1, past: 5 },
];

const anySizes = fc.record({
  batch: fc.integer({ min: 1, max: 4 }),
  sequence: fc.integer({ min: 1, max: 7 }),
  past: fc.integer({ min: 0, max: 6 }),
});

/** Every number that a graph holds: extents, sizes among its constants, attributes. */
const numbersOf = ({ nodes, inputs }: Graph): number[] =>
  [
    ...inputs.flatMap(({ shape, dims }) => dims ?? shape),
    ...nodes.flatMap(({ outputs }) =>
      outputs.flatMap(({ shape, dims }) => dims ?? shape),
    ),
    ...nodes
      .flatMap((node) => node.inputs)
      .flatMap((value) => (value?.data ? [...value.data, ...value.shape] : [])),
    ...nodes.flatMap(({ attributes }) => Object.values(attributes).flat()),
  ].map(Number);

describe.each(Object.entries(SYMBOLIC_CASES))("%s", (_, fn) => {
  const traced = asFunction(fn);

  it("agrees with TF.js at all sizes", async () => {
    const { run, release } = await openModel(toOnnx(traced, SYMBOLIC));
    await fc.assert(
      fc.asyncProperty(anySizes, async (sizes) => {
        const feeds = symbolicFeeds(sizes);
        const { y } = await run(feeds);
        const expected = await runOnCpu(traced, feeds);
        // Sums in another order, and products of them in gradients.
        const tolerance = { rtol: 1e-4, atol: 1e-5 };
        expect(difference(y, expected["y"]!, tolerance)).toBe(undefined);
      }),
      { numRuns: 8, examples: EXTREMES.map((sizes) => [sizes]) },
    );
    await release();
  });

  it("keeps no number of the traces", () => {
    const graph = toGraph(traced, SYMBOLIC);
    // INT64_MAX is the end of a slice; sizes of symbols and their products are larger than all else here.
    const left = numbersOf(graph).filter((n) => n > 500 && n < 2 ** 62);
    expect(left).toEqual([]);
  });
});

const X = { x: { dtype: "float32", shape: ["n", "m"] } } as const;

const graphOf = (
  fn: (x: tf.Tensor) => tf.Tensor,
  signature: Signature = X,
): Graph => toGraph(({ x }) => ({ y: fn(x!) }), signature);

describe("the nodes that compute sizes", () => {
  it("are none where extents are copied or inferred", () => {
    expectGraph(graphOf((x) => tf.reshape(x, [-1]))).hasOperators({
      Reshape: 1,
    });
    const x = { dtype: "float32", shape: ["n", "m", 6] } as const;
    const fn = (x: tf.Tensor) => {
      const [n, m] = x.shape as [number, number];
      return tf.reshape(tf.exp(tf.reshape(x, [n, m, 2, 3])), [n, m, 6, 1]);
    };
    expectGraph(graphOf(fn, { x })).hasOperators({ Reshape: 2, Exp: 1 });
  });
  it("are shared", () => {
    const graph = graphOf((x) => {
      const [n, m] = x.shape as [number, number];
      const there = (y: tf.Tensor) => tf.tanh(tf.reshape(y, [n * m, 1]));
      const back = (y: tf.Tensor) => tf.tanh(tf.reshape(y, [n, 1, m, 1]));
      return back(there(back(there(x))));
    });
    expectGraph(graph).hasOperators({
      Shape: 2,
      Concat: 1,
      Reshape: 4,
      Tanh: 4,
    });
  });
  it("read a sum where an input has it", () => {
    const graph = toGraph(
      ({ b, mask }) => ({
        y: tf.fill([mask!.shape[1]! * b!.shape[0], 2], 1),
      }),
      SYMBOLIC,
    );
    expectGraph(graph).hasOperators({ Shape: 2, Mul: 1, Concat: 1, Expand: 1 });
  });
});

describe("extents of results", () => {
  it.each<[string, (x: tf.Tensor) => tf.Tensor]>([
    ["[n,m]", tf.exp],
    ["[m,n]", (x) => tf.transpose(x)],
    ["[m * n]", (x) => tf.reshape(x, [-1])],
    ["[n,2 * m]", (x) => tf.concat([x, x], 1)],
    ["[n,5 * m]", (x) => tf.tile(x, [1, 5])],
    ["[m + n]", (x) => tf.concat([tf.sum(x, 0), tf.sum(x, 1)], 0)],
    [
      "[3 * (m + n)]",
      (x) => tf.tile(tf.concat([tf.sum(x, 0), tf.sum(x, 1)], 0), [3]),
    ],
    ["[n,m - 1]", (x) => tf.slice(x, [0, 1])],
    [
      "[n,m + 3]",
      (x) =>
        tf.pad(x, [
          [0, 0],
          [1, 2],
        ]),
    ],
    ["[n,?]", (x) => tf.stridedSlice(x, [0, 0], [0, 0], [1, 2], 3, 3)],
    ["[1,2]", (x) => tf.slice(x, [0, 0], [1, 2])],
  ])("%s have names", (shape, fn) => {
    const graph = graphOf(fn);
    expect(printGraph(graph)).toContain(`float32${shape} = `);
  });
});

const refuse = (fn: (x: tf.Tensor) => tf.Tensor, signature: Signature = X) =>
  expect(() => graphOf(fn, signature));

describe("a constant that only one size fits", () => {
  it.each<[string, (x: tf.Tensor) => tf.Tensor, RegExp]>([
    [
      "a matrix made on the host",
      (x) => tf.add(x, tf.range(0, x.shape[1]!)),
      /"Add".*symbols.test.*shape is \[m\].*not all equal.*as masks/,
    ],
    [
      "a triangle",
      (x) => tf.linalg.bandPart(tf.matMul(x, x, false, true), -1, 0),
      /symbols.test.*not all equal/,
    ],
    [
      "the count of a mean's gradient",
      (x) => tf.grad((v) => tf.mean(tf.square(v)))(x),
      /"Div|"Mul/,
    ],
    [
      "a size as a float",
      (x) => tf.mul(x, 1 / Math.sqrt(x.shape[1]!)),
      /"Mul".*elements are 0\.03\d+ for one size and 0\.02\d+ for another/,
    ],
    [
      "a size no expression gives",
      (x) =>
        tf.mul(
          x,
          tf.cast(tf.scalar(x.shape[1]! ** 2 % 997, "int32"), "float32"),
        ),
      /no sums or products/,
    ],
  ])("is refused: %s", (_, fn, words) => {
    refuse(fn).toThrow(words);
    refuse(fn).toThrow(
      expect.objectContaining({ name: "SymbolicConstantError" }),
    );
  });
});

describe("a constant that a size repeats", () => {
  it("keeps -0 and 0 apart", async () => {
    const { run, release } = await openModel(
      toOnnx(({ x }) => {
        const size = tf.util.sizeFromShape(x!.shape);
        const fill = (value: number) => {
          const data = new Float32Array(size).fill(value);
          return tf.sum(tf.div(x!, tf.tensor(data, x!.shape)));
        };
        return { plus: fill(0), minus: fill(-0) };
      }, X),
    );
    const x = {
      dtype: "float32",
      shape: [1, 1],
      data: Float32Array.of(2),
    } as const;
    const { plus, minus } = await run({ x });
    expect([plus!.data[0], minus!.data[0]]).toEqual([Infinity, -Infinity]);
    await release();
  });
});

describe("operations whose number depends on a size", () => {
  it.each<[string, (x: tf.Tensor) => tf.Tensor]>([
    ["an unstack", (x) => tf.addN(tf.unstack(x, 1))],
    ["a running product", (x) => tf.cumprod(x, 1)],
    ["a branch", (x) => (x.shape[1]! > 1100 ? tf.exp(x) : tf.sin(x))],
  ])("are refused: %s", (_, fn) => {
    refuse(fn).toThrow(/other operations.*symbols.test/);
    refuse(fn).toThrow(
      expect.objectContaining({ name: "SymbolicStructureError" }),
    );
  });
});

describe("a static extent that is one of the numbers of a trace", () => {
  it.each([1021, 1019, 1201, 1213])("%i stays what it is", async (k) => {
    const signature = {
      x: { dtype: "float32", shape: ["n", "m"] },
      w: { dtype: "float32", shape: [2, k] },
    } as const;
    const fn: TensorFunction = ({ x, w }) => ({
      y: tf.reshape(tf.add(tf.sum(x!), w!), [k, 2]),
      z: tf.tile(tf.sum(x!, 0, true), [k, 1]),
    });
    const graph = toGraph(fn, signature);
    expect(printGraph(graph)).toContain(`[${k},2] = Reshape`);
    expect(printGraph(graph)).toContain(`[${k},m] = Tile`);
  });
  it("is told from the symbol where both are used alike", () => {
    const graph = graphOf((x) => {
      const sum = tf.reshape(tf.sum(x), [1]);
      return tf.concat([tf.tile(sum, [1021]), tf.tile(sum, [x.shape[0]])]);
    });
    expect(printGraph(graph)).toContain("float32[1021] = Tile");
    expect(printGraph(graph)).toContain("float32[n] = Tile");
    expect(printGraph(graph)).toContain("float32[n + 1021] = Concat");
  });
});

describe("a signature with symbols", () => {
  it.each<[unknown, RegExp]>([
    [["a + b", "a"], /"b".*in sums only.*"b" alone/],
    [["a", ""], /received \["a", ""\]/],
    [["2a"], /symbols, such as .*received \["2a"\]/],
    [["a", "a + a"], /received/],
    [["a", "b", "c", "d", "a + b + c + d"], /received/],
  ])("is refused when a shape is %j", (shape, words) => {
    const signature = { x: { dtype: "float32", shape } } as Signature;
    refuse(tf.exp, signature).toThrow(SignatureError);
    refuse(tf.exp, signature).toThrow(words);
  });
  it("names the numbers of the trace when the function fails", () => {
    refuse((x) => tf.reshape(x, [7])).toThrow(
      /traced with 1021 for n, 1019 for m: .*shape 7/,
    );
  });
  it("gives the same bytes twice", () => {
    const fn = asFunction(SYMBOLIC_CASES["attention with a cache"]!);
    expect(toOnnx(fn, SYMBOLIC)).toEqual(toOnnx(fn, SYMBOLIC));
  });
});
