/** @file What each pass makes of a graph, counted in nodes. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import type { Graph, Node, Value } from "../src/graph/graph";
import { simplifyAlgebra } from "../src/passes/algebra";
import { dropBroadcasts } from "../src/passes/broadcasts";
import { mergeCommonSubexpressions } from "../src/passes/common-subexpressions";
import { removeDeadCode } from "../src/passes/dead-code";
import { optimize } from "../src/passes/optimize";
import type { Signature, TensorFunction } from "../src/signature";
import { DEFAULT_TARGET } from "../src/check-options";
import { traceGraph } from "../src/trace/trace";
import { expectGraph } from "./support/expect-graph";

const X: Signature = { x: { dtype: "float32", shape: [2, 3] } };

const trace = (fn: TensorFunction, signature: Signature = X): Graph =>
  traceGraph(fn, signature, DEFAULT_TARGET);

describe("dead code", () => {
  const graph = trace(({ x }) => {
    tf.exp(tf.sin(x!));
    return { y: tf.cos(x!) };
  });

  it("is in the trace", () => {
    expectGraph(graph).hasOperators({ Sin: 1, Exp: 1, Cos: 1 });
  });
  it("is removed with everything that only it used", () => {
    expectGraph(removeDeadCode(graph)).hasOperators({ Cos: 1 });
  });
});

describe("common subexpressions", () => {
  it("are computed once", () => {
    const graph = trace(({ x }) => ({
      y: tf.add(tf.exp(tf.mul(x!, 2)), tf.exp(tf.mul(x!, 2))),
    }));
    expectGraph(graph).hasOperators({ Mul: 2, Exp: 2, Add: 1 });
    expectGraph(mergeCommonSubexpressions(graph)).hasOperators({
      Mul: 1,
      Exp: 1,
      Add: 1,
    });
  });
  it("differ when a constant or an attribute does", () => {
    const graph = trace(({ x }) => ({
      y: tf.add(tf.mul(x!, 2), tf.mul(x!, 3)),
      sums: tf.add(tf.cumsum(x!, 1), tf.cumsum(x!, 1, true)),
    }));
    expectGraph(mergeCommonSubexpressions(graph)).hasOperators({
      Mul: 2,
      Add: 2,
      CumSum: 2,
    });
  });
});

const NOTHING: Readonly<Record<string, TensorFunction>> = {
  "x + 0": ({ x }) => ({ y: tf.add(x!, 0) }),
  "0 + x": ({ x }) => ({ y: tf.add(0, x!) }),
  "x - 0": ({ x }) => ({ y: tf.sub(x!, 0) }),
  "x * 1": ({ x }) => ({ y: tf.mul(x!, 1) }),
  "x / 1": ({ x }) => ({ y: tf.div(x!, 1) }),
  "two transposes": ({ x }) => ({ y: tf.transpose(tf.transpose(x!)) }),
  "a reshape there and back": ({ x }) => ({
    y: tf.reshape(tf.reshape(x!, [6]), [2, 3]),
  }),
  "the whole slice": ({ x }) => ({ y: tf.slice(x!, [0, 0], [2, 3]) }),
  "an empty border": ({ x }) => ({
    y: tf.pad(x!, [
      [0, 0],
      [0, 0],
    ]),
  }),
  "a concat of one": ({ x }) => ({
    y: tf.engine().runKernel("Concat", [x!] as never, { axis: 0 }),
  }),
};

const SOMETHING: Readonly<Record<string, [TensorFunction, object]>> = {
  "0 - x": [({ x }) => ({ y: tf.sub(0, x!) }), { Sub: 1 }],
  "1 / x": [({ x }) => ({ y: tf.div(1, x!) }), { Div: 1 }],
  "a zero that broadens": [
    ({ x }) => ({ y: tf.add(x!, tf.zeros([4, 1, 1])) }),
    { Add: 1 },
  ],
  "a reversal, which slices everything backwards": [
    ({ x }) => ({ y: tf.reverse(x!) }),
    { Slice: 1 },
  ],
  "a shift, which pads and crops": [
    ({ x }) => ({ y: tf.cumprod(x!, 1, true) }),
    { Pad: 3, Mul: 2 },
  ],
  "two reshapes, which are one": [
    ({ x }) => ({ y: tf.reshape(tf.reshape(x!, [6]), [3, 2]) }),
    { Reshape: 1 },
  ],
  "two transposes, which are one": [
    ({ x }) => ({
      y: tf.transpose(
        tf.transpose(tf.reshape(x!, [1, 2, 3]), [1, 2, 0]),
        [1, 2, 0],
      ),
    }),
    { Reshape: 1, Transpose: 1 },
  ],
};

describe("algebra", () => {
  it.each(Object.entries(NOTHING))("removes %s", (_, fn) => {
    const graph = trace(fn);
    expect(graph.nodes.length).toBeGreaterThan(0);
    expectGraph(removeDeadCode(simplifyAlgebra(graph))).hasOperators({});
  });
  it.each(Object.entries(SOMETHING))("keeps %s", (_, [fn, operators]) => {
    expectGraph(removeDeadCode(simplifyAlgebra(trace(fn)))).hasOperators(
      operators,
    );
  });
});

describe("an operand that its operator would repeat itself", () => {
  const row: Signature = { ...X, v: { dtype: "float32", shape: [1, 3] } };
  const dropped = (fn: TensorFunction, signature = row): Graph =>
    removeDeadCode(dropBroadcasts(trace(fn, signature)));

  it.each<[string, TensorFunction, object]>([
    [
      "expanded",
      ({ x, v }) => ({ y: tf.add(x!, tf.broadcastTo(v!, [2, 3])) }),
      { Add: 1 },
    ],
    [
      "filled",
      ({ x }) => ({ y: tf.maximum(x!, tf.zerosLike(x!)) }),
      { Max: 1 },
    ],
    [
      "tiled to the shape of a choice",
      ({ x, v }) => ({ y: tf.where(tf.greater(v!, 0), x!, tf.zerosLike(x!)) }),
      { Greater: 1, Where: 1 },
    ],
  ])("is taken as it was when it is %s", (_, fn, operators) => {
    expectGraph(dropped(fn)).hasOperators(operators);
  });
  it("is kept where nothing else has the shape of the result", () => {
    const graph = dropped(({ v }) => ({
      y: tf.add(tf.broadcastTo(v!, [2, 3]), tf.ones([1, 3])),
    }));
    expectGraph(graph).hasOperators({ Tile: 1, Add: 1 });
  });
  it("is kept as an exponent, since one alone is rounded otherwise", () => {
    const graph = dropped(({ x, v }) => ({
      y: tf.pow(x!, tf.broadcastTo(v!, [2, 3])),
    }));
    expect(graph.nodes.map(({ op }) => op)).toContain("Tile");
  });
  it("is kept where it was repeated along an axis that it had", () => {
    const wide: Signature = { ...row, x: { dtype: "float32", shape: [2, 6] } };
    const graph = dropped(
      ({ x, v }) => ({ y: tf.add(x!, tf.tile(v!, [2, 2])) }),
      wide,
    );
    expectGraph(graph).hasOperators({ Tile: 1, Add: 1 });
  });
});

describe("a reshape that copies an extent", () => {
  const value = (id: number, shape: number[], data?: Value["data"]): Value => ({
    id,
    dtype: data ? "int64" : "float32",
    shape,
    ...(data && { data }),
  });
  const reshapeNode = (x: Value, target: Value, y: Value): Node => ({
    op: "Reshape",
    domain: "",
    inputs: [x, target],
    outputs: [y],
    attributes: {},
  });
  const [x, flat, back] = [
    value(0, [2, 3, 4]),
    value(1, [6, 4]),
    value(2, [6, 2, 2]),
  ];
  const first = reshapeNode(x, value(3, [2], BigInt64Array.of(-1n, 4n)), flat);

  it.each([
    ["is kept, since it counts the axes of its own operand", 0n, 2],
    ["may else join another", 6n, 1],
  ])("%s", (_, extent, count) => {
    const target = value(4, [3], BigInt64Array.of(extent, 2n, 2n));
    const graph: Graph = {
      inputs: [x],
      nodes: [first, reshapeNode(flat, target, back)],
      outputs: [{ name: "y", value: back }],
    };
    const simplified = removeDeadCode(simplifyAlgebra(graph));
    expectGraph(simplified).hasOperators({ Reshape: count });
  });
});

describe("all passes together", () => {
  const optimized = (fn: TensorFunction, signature?: Signature): Graph =>
    optimize(trace(fn, signature), DEFAULT_TARGET);

  it("remove what is dead, double or without effect", () => {
    const graph = optimized(({ x }) => {
      tf.sin(x!);
      const [a, b] = [tf.exp(tf.mul(x!, 2)), tf.exp(tf.mul(x!, 2))];
      return { y: tf.add(tf.add(a, 0), tf.transpose(tf.transpose(b))) };
    });
    expectGraph(graph).hasOperators({ Mul: 1, Exp: 1, Add: 1 });
  });
  it("make attention of two products and a softmax", () => {
    const qkv = { dtype: "float32", shape: [2, 4, 8] } as const;
    const graph = optimized(
      ({ q, k, v }) => ({
        y: tf.matMul(
          tf.softmax(tf.mul(tf.matMul(q!, k!, false, true), 0.25)),
          v!,
        ),
      }),
      { q: qkv, k: qkv, v: qkv },
    );
    expectGraph(graph).hasOperators({
      Transpose: 1,
      MatMul: 2,
      Mul: 1,
      Softmax: 1,
    });
  });
  it("make a linear layer one Gemm", () => {
    const graph = optimized(
      ({ x, w, b }) => ({ y: tf.add(tf.matMul(x!, w!), b!) }),
      {
        ...X,
        w: { dtype: "float32", shape: [3, 4] },
        b: { dtype: "float32", shape: [4] },
      },
    );
    expectGraph(graph).hasOperators({ Gemm: 1 });
  });
  it("leave an integer product alone, which Gemm cannot", () => {
    const ints = { dtype: "int32", shape: [2, 2] } as const;
    const graph = optimized(
      ({ a, b }) => ({ y: tf.add(tf.matMul(a!, b!), a!) }),
      { a: ints, b: ints },
    );
    expectGraph(graph).hasOperators({ MatMul: 1, Add: 1 });
  });
});
