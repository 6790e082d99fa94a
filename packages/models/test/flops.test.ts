import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { blockPasses, gradientPasses } from "../src/block-passes";
import { forwardFlops, trainingFlops } from "../src/flops";
import { forward } from "../src/forward";
import { lossAndGradients } from "../src/gradients";
import { parameterLayout } from "../src/layout";
import type { ModelConfig } from "../src/model-config";
import { splitParameters } from "../src/params";
import { useCpu } from "./cpu";
import { paramsOf, targets, tinyConfig, tokens, weights } from "./tiny";

beforeAll(useCpu);

const [B, T, V, C] = [2, 5, 5, 8];
/** The look-up of embeddings, a matrix product here, which is not counted. */
const LOOK_UP = 2 * B * T * V * C;

const matrix = (shape: readonly number[]): number =>
  shape.at(-1)! * shape.at(-2)!;

/** 2 m k n of every product of matrices that ran; k² = |m k| |k n| / |m n|. A column is a mean inside LayerNorm. */
const countFlops = async (run: () => void): Promise<number> => {
  const { kernels } = await tf.profile(() => {
    run();
    return [];
  });
  return kernels
    .filter(
      ({ name, outputShapes: [out] }) =>
        name === "BatchMatMul" && out?.at(-1) !== 1,
    )
    .reduce((sum, { inputShapes, outputShapes }) => {
      const [out = []] = outputShapes;
      const [a, b] = inputShapes.map((shape) => matrix(shape));
      const k = Math.sqrt((a! * b!) / matrix(out));
      return sum + 2 * k * out.reduce((product, n) => product * n, 1);
    }, 0);
};

const MODELS: readonly (readonly [string, object])[] = [
  ["dense", { arch: "dense", nLayer: 3 }],
  ["iterative-step", { arch: "iterative-step", nLayer: 3 }],
  ["trm without halting", { halting: "none" }],
  ["trm, full", { halting: "none", gradient: "full" }],
  ["trm, per-step", { halting: "none", gradient: "per-step" }],
  ["trm, every step", { halting: "none", supervision: "every-step" }],
];

describe.each(MODELS)("floating-point operations of %s", (_, over) => {
  const config = tinyConfig(over);
  const flat = weights(config);

  it("forward are those of the products that run", async () => {
    const ran = await countFlops(() => {
      forward(paramsOf(flat, config), tokens(), config);
    });
    expect(B * forwardFlops(config, { sequenceLength: T })).toBe(ran - LOOK_UP);
  });

  it("in training too", async () => {
    const leaves = splitParameters(tf.tensor1d(flat), parameterLayout(config));
    const ran = await countFlops(() => {
      lossAndGradients(leaves, tokens(), targets(), config);
    });
    const size = { sequenceLength: T, batchSize: B, steps: 3 };
    const readouts = config.supervision === "last" ? 0 : 1;
    // An output that no loss looks at is read out all the same.
    const unread = readouts * 2 * B * T * C * V;
    expect(trainingFlops(config, size)).toBe(3 * (ran - 2 * LOOK_UP - unread));
  });
});

describe("of fewer passes", () => {
  const size = { sequenceLength: T, batchSize: B, steps: 1 };
  const training = (config: ModelConfig, passes?: number): number =>
    trainingFlops(config, { ...size, passes });

  it("they are those of a model of fewer steps", () => {
    for (const [, over] of MODELS) {
      const [whole, less] = [4, 2].map((nLayer) =>
        tinyConfig({ ...over, nLayer }),
      );
      const passes = blockPasses(less!);
      expect(training(whole!, passes)).toBe(training(less!));
      expect(forwardFlops(whole!, { sequenceLength: T, passes })).toBe(
        forwardFlops(less!, { sequenceLength: T }),
      );
    }
  });

  it("a truncated backward stays as long as it was", () => {
    const config = tinyConfig({ nLayer: 4 });
    expect(gradientPasses(config, 2)).toBe(gradientPasses(config));
    const full = tinyConfig({ nLayer: 4, gradient: "full" });
    expect(gradientPasses(full, 2)).toBe(gradientPasses(full) / 2);
  });
});
