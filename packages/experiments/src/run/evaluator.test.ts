import { createDecoder, evaluate, probeModel } from "@trm/eval";
import { initParameters } from "@trm/models";
import {
  createEngine,
  type CompiledFunction,
  type Engine,
} from "@trm/onnx/runtime";
import { batch, getTask } from "@trm/tasks";
import {
  type EvaluatedModel,
  modelConfigOf,
  parseTrainConfig,
} from "@trm/train";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Evaluator } from "./evaluator";

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine({ threads: 1 });
});
afterAll(() => engine.release());

const configOf = (task: string, arch = "dual-ut") =>
  parseTrainConfig({
    ...{ task, arch, length: 3, budget: 4 },
    model: { nEmbd: 8, nHead: 1, blockSize: 16 },
    training: { steps: 10, seed: 7 },
    evaluation: { everySteps: 5, count: 12 },
  });

const modelOf = (
  config: ReturnType<typeof configOf>,
  seed = 3,
): EvaluatedModel => {
  const model = modelConfigOf(config, getTask(config.task));
  const params = initParameters(model, seed).map((weight) => weight * 8);
  return { config: model, params, engine };
};

const NORMS = ["embeddingNorm", "inputNorms", "outputNorms", "updateNorms"];

/** The engine, counting the sessions that it makes and frees. */
const counting = () => {
  const counts = { made: 0, released: 0 };
  const counted = (compiled: CompiledFunction): CompiledFunction => {
    counts.made += 1;
    return {
      run: (feeds) => compiled.run(feeds),
      release: () => {
        counts.released += 1;
        return compiled.release();
      },
    };
  };
  const made: Engine = {
    ...engine,
    compile: async (...all) => counted(await engine.compile(...all)),
    load: async (model) => counted(await engine.load(model)),
  };
  return { counts, engine: made };
};

const evaluatorOf = (
  config: ReturnType<typeof configOf>,
  options = {},
): Evaluator => {
  const evaluator = new Evaluator(options);
  evaluator.start(config);
  return evaluator;
};

describe("Evaluator", () => {
  it("gives what evaluate finds on the run's task, length, seed and count", async () => {
    const config = configOf("addition");
    const model = modelOf(config);
    const evaluator = evaluatorOf(config);
    const values = await evaluator.evaluate(model);
    const decoder = await createDecoder(model);
    const found = await evaluate({
      ...{ task: getTask("addition"), decoder, batchSize: 12 },
      ...{ length: 3, count: 12, seed: 7 },
    });
    expect(evaluator.latest).toEqual(found);
    const groups = found.perDifficulty!.groups;
    expect(values).toEqual({
      ...found.metrics,
      meanActSteps: found.meanActSteps,
      positionAcc: found.perPosition.map(({ accuracy }) => accuracy),
      difficulties: groups.map(({ difficulty }) => difficulty),
      difficultyAcc: groups.map(({ seqAcc }) => seqAcc),
    });
    // The mean over positions of equal count is the accuracy of all characters.
    const positions = values.positionAcc as readonly number[];
    expect(positions).toHaveLength(4);
    const mean = positions.reduce((a, b) => a + b) / 4;
    expect(values.charAcc).toBeCloseTo(mean, 12);
    await decoder.release();
    await evaluator.release();
  });

  it("names no steps and no difficulties where there are none, and no norms unless it probes", async () => {
    const config = configOf("copy", "dense");
    const evaluator = evaluatorOf(config);
    const values = await evaluator.evaluate(modelOf(config));
    await evaluator.release();
    for (const name of [
      ...NORMS,
      "gradientNorms",
      "meanActSteps",
      "difficulties",
    ])
      expect(values).not.toHaveProperty(name);
    expect(values.positionAcc).toHaveLength(3);
  });

  it("probes with the first 16 examples of the split eval", async () => {
    const config = configOf("addition");
    const model = modelOf(config);
    const evaluator = evaluatorOf(config, { probe: true });
    const values = await evaluator.evaluate(model);
    await evaluator.release();
    const { states, ...norms } = await probeModel({
      ...model,
      ...batch(getTask("addition"), {
        ...{ length: 3, seed: 7, split: "eval", index: 0, batchSize: 16 },
      }),
    });
    expect(states).toHaveLength(4);
    expect(values).toMatchObject(norms);
    expect(Object.keys(norms)).toEqual([...NORMS, "gradientNorms"]);
  });

  it("compiles nothing twice, follows the weights, and frees all that it made", async () => {
    const config = configOf("copy");
    const { counts, engine: counted } = counting();
    const evaluator = evaluatorOf(config, { probe: true });
    const at = (seed: number) => ({
      ...modelOf(config, seed),
      engine: counted,
    });
    const first = await evaluator.evaluate(at(1));
    const made = counts.made;
    const second = await evaluator.evaluate(at(2));
    expect(second.outputNorms).not.toEqual(first.outputNorms);
    expect(await evaluator.evaluate(at(1))).toEqual(first);
    await evaluator.ask(at(1), { length: 5, count: 70 });
    expect(counts.made).toBe(made);
    await evaluator.release();
    expect(counts.released).toBe(made);
  });

  it("asks other lengths and counts without forgetting the run's newest evaluation", async () => {
    const config = configOf("copy");
    const model = modelOf(config);
    const evaluator = evaluatorOf(config);
    await evaluator.evaluate(model);
    const longer = await evaluator.ask(model, { length: 5, count: 4 });
    await evaluator.release();
    expect(longer).toMatchObject({ length: 5, count: 4, seed: 7 });
    expect(longer.correctCharacters).toHaveLength(4);
    expect(evaluator.latest).toMatchObject({ length: 3, count: 12 });
  });

  it("stops when told to, and must have been started", async () => {
    const config = configOf("copy");
    const model = modelOf(config);
    const evaluator = evaluatorOf(config, { probe: true });
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(evaluator.evaluate(model, signal)).rejects.toThrow("enough");
    await evaluator.release();
    await expect(new Evaluator().evaluate(model)).rejects.toThrow(
      "has not started",
    );
  });
});
