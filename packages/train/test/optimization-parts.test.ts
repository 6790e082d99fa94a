import {
  dropoutKey,
  explorationMinimum,
  lossAndGradients,
  parameterLayout,
  splitParameters,
  type ModelConfig,
} from "@trm/models";
import { createEngine } from "@trm/onnx/runtime";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { initialState } from "../src/run/train-state";
import { compileTrainStep } from "../src/step/train-step";
import { relativeError } from "../src/verify/relative-error";
import {
  batchOf,
  BATCH_SIZE,
  model,
  RANDOM,
  specOf,
} from "./optimization-support";
import { withEngine } from "./support";

describe("a part of a batch", () => {
  const { engine } = withEngine();
  const K = 4;
  const STEP = 3;

  /** Loss and gradient of every part by TF.js, with the randomness of its own number. */
  const partsOf = async (modelConfig: ModelConfig, params: Float32Array) => {
    await createEngine({ engine: "tfjs", backend: "cpu" });
    const layout = parameterLayout(modelConfig);
    const { tokens, targets, sequenceLength } = batchOf(0);
    const size = BATCH_SIZE / K;
    return Array.from({ length: K }, (_, i) => {
      const number = (STEP - 1) * K + i + 1;
      const cut = (data: Int32Array): tf.Tensor2D =>
        tf.tensor2d(
          data.slice(
            i * size * sequenceLength,
            (i + 1) * size * sequenceLength,
          ),
          [size, sequenceLength],
          "int32",
        );
      const minimum = explorationMinimum(modelConfig, 3, number, size);
      const { value, gradients } = lossAndGradients(
        splitParameters(tf.tensor1d(params), layout),
        cut(tokens),
        cut(targets),
        modelConfig,
        {
          ...(modelConfig.dropout > 0 && {
            dropoutKey: tf.scalar(dropoutKey(3, number), "int32"),
          }),
          ...(modelConfig.halting === "q" && {
            minimumSteps: tf.tensor1d(minimum, "int32"),
          }),
        },
      );
      const flat = gradients.flatMap((gradient, entry) =>
        gradient
          ? [...gradient.dataSync()]
          : Array<number>(layout.entries[entry]!.size).fill(0),
      );
      return {
        loss: value.loss.dataSync()[0]!,
        steps: value.meanSteps?.dataSync()[0],
        stepsTaken: value.stepsTaken?.dataSync()[0],
        flat,
      };
    });
  };

  const mean = (numbers: readonly number[]): number =>
    numbers.reduce((sum, n) => sum + n, 0) / numbers.length;

  it.each(RANDOM)(
    "%s: halts for itself and has the randomness of step (t - 1) k + i + 1",
    async (arch, raw) => {
      const modelConfig = model({ arch, ...raw, nLayer: 5 });
      const start = initialState(modelConfig, 5);
      const q = parameterLayout(modelConfig).entries.find(
        ({ name }) => name === "q.bias",
      );
      // q above 0 everywhere: a sequence halts as soon as its exploration minimum allows.
      const params = q ? start.params.with(q.offset, 1) : start.params;
      const parts = await partsOf(modelConfig, params);
      const spec = specOf(modelConfig, { accumulationSteps: K });
      const step = compileTrainStep(engine(), spec);
      const done = await step.run({ ...start, params }, batchOf(0), STEP);
      await step.release();
      const gradient = parts[0]!.flat.map((_, i) =>
        mean(parts.map(({ flat }) => flat[i]!)),
      );
      expect(done.loss / mean(parts.map(({ loss }) => loss))).toBeCloseTo(1, 5);
      expect(done.gradientNorm / Math.hypot(...gradient)).toBeCloseTo(1, 4);
      // After one update m is a tenth of the gradient.
      expect(
        relativeError(
          done.state.m,
          gradient.map((g) => g / 10),
        ),
      ).toBeLessThan(1e-4);
      if (done.meanActSteps !== undefined)
        expect(done.meanActSteps).toBeCloseTo(
          mean(parts.map(({ steps }) => steps!)),
          5,
        );
      const taken = new Set(parts.map(({ stepsTaken }) => stepsTaken));
      if (arch === "trm") expect(taken.size).toBeGreaterThan(1);
    },
  );

  it("is unrolled as deep as the part before it needed", async () => {
    const modelConfig = model({ arch: "ut", nLayer: 9 });
    const start = initialState(modelConfig, 5);
    const spec = specOf(modelConfig, { accumulationSteps: K });
    const step = compileTrainStep(engine(), spec);
    const shallow = { ...start, depth: { depth: 2, streak: 0 } };
    const { state } = await step.run(shallow, batchOf(0));
    await step.release();
    // Two steps suffice for no part; the first finds that out for all.
    expect(state.depth).toEqual({ depth: 3, streak: K - 1 });
  });
});
