import { initParameters } from "@trm/models";
import { createEngine } from "@trm/onnx/runtime";
import { getTask } from "@trm/tasks";
import { modelConfigOf, parseTrainConfig } from "@trm/train";
import { describe, expect, it } from "vitest";
import { Evaluator } from "./evaluator";

describe("Evaluator", () => {
  it("stops with the signal's reason and keeps nothing of what it was at", async () => {
    const run = parseTrainConfig({
      ...{ arch: "ut", task: "copy", length: 2, budget: 2 },
      model: { nEmbd: 8, nHead: 2, blockSize: 16 },
      evaluation: { count: 4 },
    });
    const config = modelConfigOf(run, getTask(run.task));
    const engine = await createEngine({ engine: "tfjs", backend: "cpu" });
    const model = { config, params: initParameters(config, 1), engine };
    const evaluator = new Evaluator();
    evaluator.start(run);
    const stopped = AbortSignal.abort(new Error("enough"));
    await expect(evaluator.evaluate(model, stopped)).rejects.toThrow("enough");
    expect(evaluator.latest).toBeUndefined();
    await evaluator.evaluate(model, new AbortController().signal);
    expect(evaluator.latest?.count).toBe(4);
    await evaluator.release();
    await engine.release();
  });
});
