import { describe, expect, it } from "vitest";
import { checkKeys } from "./known-keys";

const parse = (text: string): unknown => JSON.parse(text);

describe("an unknown key", () => {
  it.each<[string, string]>([
    ['{"leraning_rate":1}', "training.learningRate"],
    ['{"learning_rate":1}', "training.learningRate"],
    ['{"lr":1}', "training.learningRate"],
    ['{"training":{"lr":1}}', "training.learningRate"],
    ['{"training":{"learningrate":1}}', "training.learningRate"],
    ['{"training":{"leraning_rate":1}}', "training.learningRate"],
    ['{"batch_size":1}', "training.batchSize"],
    ['{"batch-size":1}', "training.batchSize"],
    ['{"model":{"n_embd":1}}', "model.nEmbd"],
    ['{"model":{"batchSize":1}}', "training.batchSize"],
    ['{"model":{"stepz":1}}', "training.steps"],
    ['{"training":{"dropout":1}}', "model.dropout"],
    ['{"runtime":{"training":{}}}', "training"],
    ['{"grad_clip":1}', "training.clipNorm"],
    ['{"gradient_accumulation_steps":1}', "training.accumulationSteps"],
    ['{"min_lr_ratio":0.1}', "training.finalLearningRateRatio"],
    ['{"trainin":{}}', "training"],
    ['{"Model":{}}', "model"],
  ])("in %s leads to %s", (text, path) => {
    expect(() => checkKeys(parse(text))).toThrow(
      new RegExp(
        `^Unknown configuration key "[^"]+"; did you mean "${path.replace(".", "\\.")}"\\?$`,
      ),
    );
  });

  it("that is the name of several is given all of them", () => {
    expect(() => checkKeys({ everySteps: 1 })).toThrow(
      'did you mean "evaluation.everySteps" or "checkpoint.everySteps"?',
    );
    expect(() => checkKeys({ checkpoint: { every_steps: 1 } })).toThrow(
      'did you mean "checkpoint.everySteps"?',
    );
  });

  it("for a rate is no ratio", () => {
    expect(() => checkKeys({ training: { minLr: 1e-5 } })).toThrow(
      /^(?!.*finalLearningRateRatio"\?).*"training.minLr"/,
    );
  });

  it("near nothing is told what there is", () => {
    expect(() => checkKeys({ runtime: { colour: 1 } })).toThrow(
      'Unknown configuration key "runtime.colour"; expected one of engine, device, tf32, threads.',
    );
  });

  it.each([
    '{"__proto__":{"steps":1}}',
    '{"constructor":{}}',
    '{"prototype":1}',
    '{"toString":1}',
    '{"model":{"__proto__":{"nEmbd":8}}}',
    '{"training":{"constructor":1}}',
    '{"runtime":{"hasOwnProperty":1}}',
  ])("may be any object's: %s", (text) => {
    expect(() => checkKeys(parse(text))).toThrow(/^Unknown configuration key/);
    expect("steps" in {}).toBe(false);
  });

  it("of any length is one short sentence", () => {
    for (const name of [
      "x".repeat(1e5),
      "learningRate".repeat(1e4),
      "\n\u0000",
    ])
      for (const raw of [{ [name]: 1 }, { model: { [name]: 1 } }]) {
        let text = "";
        try {
          checkKeys(raw);
        } catch (error) {
          text = String(error);
        }
        expect(text).toMatch(/^ConfigError: Unknown/);
        expect(text.length).toBeLessThan(600);
        expect(text).not.toContain("\n");
      }
  });
});

describe("keys", () => {
  it("of the configuration are let pass, whatever their values are", () => {
    for (const raw of [
      { $schema: 1, arch: 1, model: { nEmbd: "x" }, training: 3, runtime: [] },
      {},
      [],
      null,
      "x",
    ])
      expect(() => checkKeys(raw)).not.toThrow();
  });
});
