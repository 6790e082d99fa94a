/** @file What tracing promises to users beside the right numbers. */
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeEach, describe, expect, it } from "vitest";
import {
  printGraph,
  toGraph,
  toOnnx,
  UntraceableOpError,
  UntraceableReadError,
  type Signature,
  type TensorFunction,
} from "../src/index";
import { spread } from "./support/case";
import { runOnCpu, runOnOnnxruntime } from "./support/run";

const MATRIX: Signature = { x: { dtype: "float32", shape: [2, 3] } };

/** The error that compiling the function ends with. */
const failureOf = (fn: TensorFunction, signature = MATRIX): Error => {
  try {
    toOnnx(fn, signature);
  } catch (error) {
    return error as Error;
  }
  throw new Error("it was compiled");
};

/** `file:line` of the caller of this function. */
const here = (offset = 0): string => {
  const [, , frame] = new Error().stack!.split("\n");
  const [, file, line] = /([\w.-]+\.ts):(\d+):\d+/.exec(frame!)!;
  return `${file}:${Number(line) + offset}`;
};

beforeEach(async () => {
  await tf.setBackend("cpu");
});

describe("an op without a rule", () => {
  it("is named, with the reason and the line that called it", () => {
    let line = "";
    const error = failureOf(({ x }) => {
      line = here(1);
      return tf.unique(x!);
    });
    expect(error).toBeInstanceOf(UntraceableOpError);
    expect(error).toMatchObject({ op: "Unique" });
    expect(error.message).toContain(line);
    expect(error.message).toContain("depends on how many elements");
  });

  it("is named with the caller's line from within a gradient", () => {
    let line = "";
    const error = failureOf(({ x }) => {
      line = here(2);
      const loss = (y: tf.Tensor) =>
        tf.sum(tf.maxPool(tf.reshape<tf.Rank.R4>(y, [1, 2, 3, 1]), 1, 1, 0));
      return { dx: tf.grad(loss)(x!) };
    });
    expect(error).toMatchObject({ op: "MaxPool" });
    expect(error.message).toContain(line);
  });

  it("is named with the caller's line under Node's usual stack depth", () => {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 10;
    try {
      const error = failureOf(({ x }) => ({ y: tf.spectral.rfft(x!) }));
      expect(error.message).toContain("trace.test.ts");
      expect(Error.stackTraceLimit).toBe(10);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  });
});

describe("reading data in a traced function", () => {
  it("fails with the line that read", () => {
    let line = "";
    const error = failureOf(({ x }) => {
      line = here(1);
      return { y: tf.scalar(x!.dataSync()[0]!) };
    });
    expect(error).toBeInstanceOf(UntraceableReadError);
    expect(error.message).toContain(line);
  });

  it("works for constants", () => {
    const graph = toGraph(
      ({ x }) => ({ y: tf.mul(x!, tf.range(0, 3).dataSync()[2]!) }),
      MATRIX,
    );
    expect(printGraph(graph)).toContain("Mul(x, 2)");
  });
});

describe("a captured tensor", () => {
  it("becomes an initializer and stays usable where it was made", async () => {
    const weight = tf.tensor([1, 2, 3]);
    const flags = tf.tensor([true, false, true], [3], "bool");
    const fn: TensorFunction = ({ x }) => ({
      y: tf.where(flags, tf.mul(x!, weight), 0),
    });
    const feeds = { x: spread([2, 3]) };
    const compiled = await runOnOnnxruntime(fn, feeds, {});
    expect([...weight.dataSync()]).toEqual([1, 2, 3]);
    expect([...tf.add(weight, 1).dataSync()]).toEqual([2, 3, 4]);
    expect([...tf.logicalNot(flags).dataSync()]).toEqual([0, 1, 0]);
    expect(compiled).toEqual(await runOnCpu(fn, feeds));
  });

  it("is stored once though it is used twice", () => {
    const weight = tf.tensor([1, 2, 3]);
    const graph = toGraph(
      ({ x }) => ({ y: tf.add(tf.mul(x!, weight), weight) }),
      MATRIX,
    );
    const constants = graph.nodes.flatMap(({ inputs }) =>
      inputs.filter((value) => value?.data),
    );
    expect(new Set(constants).size).toBe(1);
  });

  it("may itself be an output, as may an input", async () => {
    const weight = tf.tensor([1, 2]);
    const feeds = { x: spread([2]) };
    const results = await runOnOnnxruntime(
      ({ x }) => ({ weight, same: x!, again: x! }),
      feeds,
      {},
    );
    expect([...results["weight"]!.data]).toEqual([1, 2]);
    expect(results["again"]).toEqual(results["same"]);
  });
});

describe("a gradient of a gradient", () => {
  it("agrees with the cpu backend", async () => {
    const cube = (x: tf.Tensor) => tf.sum(tf.mul(tf.square(x), tf.sin(x)));
    const fn: TensorFunction = ({ x }) => ({
      d2: tf.grad((y) => tf.sum(tf.square(tf.grad(cube)(y))))(x!),
    });
    const feeds = { x: spread([2, 3]) };
    const [ours, theirs] = [
      await runOnOnnxruntime(fn, feeds, {}),
      await runOnCpu(fn, feeds),
    ];
    ours["d2"]!.data.forEach((value, i) =>
      expect(value).toBeCloseTo(theirs["d2"]!.data[i]!, 4),
    );
  });
});

describe("after a traced function has thrown", () => {
  const throwing: TensorFunction = () => {
    throw new Error("of the function itself");
  };

  it("the user's backend is selected again and holds no tensor of the trace", () => {
    const { numTensors } = tf.memory();
    expect(failureOf(throwing).message).toBe("of the function itself");
    expect(tf.getBackend()).toBe("cpu");
    expect([...tf.add([1], [2]).dataSync()]).toEqual([3]);
    tf.disposeVariables();
    expect(tf.memory().numTensors).toBe(numTensors + 1);
  });

  it("another function can be traced", () => {
    failureOf(throwing);
    failureOf(({ x }) => tf.unique(x!));
    failureOf(({ x }) => ({ y: tf.grad(() => tf.scalar(1))(x!) }));
    expect(
      toOnnx(({ x }) => ({ y: tf.exp(x!) }), MATRIX).length,
    ).toBeGreaterThan(0);
  });
});

describe("the bytes of a model", () => {
  it("are the same whenever it is compiled", () => {
    const fn: TensorFunction = ({ x }) => ({
      y: tf.softmax(tf.mul(x!, tf.tensor([1, 2, 3]))),
      dx: tf.grad((y) => tf.logSumExp(y))(x!),
    });
    const first = toOnnx(fn, MATRIX);
    toOnnx(({ x }) => ({ y: tf.exp(x!) }), MATRIX);
    expect(toOnnx(fn, MATRIX)).toEqual(first);
  });
});

describe("printGraph", () => {
  it("prints what people read", () => {
    const graph = toGraph(
      ({ x, w }) => ({ y: tf.softmax(tf.relu(tf.matMul(x!, w!))) }),
      { ...MATRIX, w: { dtype: "float32", shape: [3, 4] } },
    );
    expect(printGraph(graph)).toMatchInlineSnapshot(`
      "input x: float32[2,3]
      input w: float32[3,4]
      %2: float32[2,4] = MatMul(x, w)
      %4: float32[2,4] = Max(%2, 0)
      %5: float32[2,4] = Softmax(%4) {axis=1}
      output y = %5
      "
    `);
  });
});
