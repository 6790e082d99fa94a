import * as tf from "@tensorflow/tfjs-core";
import type { Scalar } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { ARCHITECTURE_IDS } from "../src/architectures";
import { forward } from "../src/forward";
import { computeLoss } from "../src/loss";
import { number, numbers, useCpu } from "./cpu";
import { paramsOf, targets, TOKENS, tinyConfig, tokens, weights } from "./tiny";

beforeAll(useCpu);

/** logits[b][t] as strings of V numbers. */
const rows = (logits: tf.Tensor): string[] => {
  const values = numbers(logits);
  const V = logits.shape.at(-1)!;
  return Array.from({ length: values.length / V }, (_, i) =>
    values.slice(i * V, (i + 1) * V).join(),
  );
};

describe.each(ARCHITECTURE_IDS)("%s", (arch) => {
  const config = tinyConfig({ arch });
  const logits = (values: number[]) =>
    forward(paramsOf(weights(config), config), tokens(values), config).logits;

  it("a future token cannot change past logits, and does change its own", () => {
    const before = rows(logits(TOKENS));
    for (let t = 0; t < 5; t++) {
      const other = TOKENS.map((token, i) =>
        i === t ? (token + 1) % 5 : token,
      );
      const after = rows(logits(other));
      expect(after.slice(0, t)).toEqual(before.slice(0, t));
      expect(after[t]).not.toEqual(before[t]);
      expect(after.slice(5)).toEqual(before.slice(5));
    }
  });

  it("trimming changes nothing but the ponder cost", () => {
    const params = paramsOf(weights(config), config);
    const run = (T: number) => {
      const cut = (tensor: tf.Tensor2D) => tf.slice(tensor, [0, 0], [-1, T]);
      const padded = tf.pad(tokens(), [
        [0, 0],
        [0, 1],
      ]);
      const ignored = tf.pad(
        targets(),
        [
          [0, 0],
          [0, 1],
        ],
        -100,
      );
      return computeLoss(params, cut(padded), cut(ignored), config);
    };
    const [trimmed, padded] = [run(5), run(6)];
    const real = tf.slice(padded.logits, [0, 0, 0], [-1, 5, -1]);
    expect(numbers(real)).toEqual(numbers(trimmed.logits));
    expect(number(padded.loss)).toBe(number(trimmed.loss));
    if (trimmed.ponderCost) {
      expect(number(padded.ponderCost)).not.toBe(number(trimmed.ponderCost));
    }
  });

  it("has dropout by key alone, and none without", () => {
    const dropping = { ...config, dropout: 0.3 };
    const run = (key?: number): string => {
      const dropoutKey: Scalar | undefined =
        key === undefined ? undefined : tf.scalar(key, "int32");
      const params = paramsOf(weights(config), config);
      return rows(
        forward(params, tokens(), dropping, { dropoutKey }).logits,
      ).join();
    };
    expect(run()).toBe(rows(logits(TOKENS)).join());
    expect(run(1)).toBe(run(1));
    expect(run(1)).not.toBe(run(2));
    expect(run(1)).not.toBe(run());
  });

  it("refuses sequences beyond its block", () => {
    const params = paramsOf(weights(config), config);
    expect(() => forward(params, tf.zeros([1, 7], "int32"), config)).toThrow(
      "Tokens of length 7 do not fit blockSize 6",
    );
  });

  it("leaves no tensor behind in a tidy", () => {
    const flat = tf.tensor1d(weights(config));
    flat.dispose();
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      logits(TOKENS);
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});
