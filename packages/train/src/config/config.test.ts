import { blockPasses, countParameters } from "@trm/models";
import { createAlphabet, getTask, type Task } from "@trm/tasks";
import { describe, expect, it } from "vitest";
import { modelConfigOf, parseTrainConfig } from "./config";

const paper = { arch: "dual-ut", task: "addition" };

describe("parseTrainConfig", () => {
  it("defaults to the paper's run", () => {
    const config = parseTrainConfig(paper);
    expect(config).toMatchObject({
      arch: "dual-ut",
      length: 10,
      budget: 24,
      model: { nEmbd: 384, nHead: 6, blockSize: 180, dropout: 0.1 },
      training: { steps: 5000, batchSize: 64, learningRate: 3e-4, seed: 1337 },
      evaluation: { everySteps: 250, count: 100 },
    });
    expect(modelConfigOf(config, getTask("addition")).nLayer).toBe(12);
  });

  it("is the identity on what it returns", () => {
    const config = parseTrainConfig({ ...paper, arch: "ut_level1" });
    expect(config.arch).toBe("dual-ut");
    expect(parseTrainConfig(config)).toEqual(config);
    expect(parseTrainConfig(JSON.parse(JSON.stringify(config)))).toEqual(
      config,
    );
  });

  it("takes the address of its schema, which is no value of a run", () => {
    const $schema = "./train-config.schema.json";
    expect(parseTrainConfig({ ...paper, $schema })).toEqual(
      parseTrainConfig(paper),
    );
    expect(() => parseTrainConfig({ ...paper, $schema: 1 })).toThrow(
      '"$schema" is 1, but expected a text',
    );
  });

  it("hands ablation columns to the model", () => {
    const config = parseTrainConfig({
      arch: "trm",
      task: "copy",
      model: { gradient: "full", stateNorm: "xyz", halting: "none" },
    });
    const model = modelConfigOf(config, getTask("copy"));
    expect(model).toMatchObject({
      gradient: "full",
      stateNorm: "xyz",
      halting: "none",
    });
    expect(countParameters(model)).toBeGreaterThan(0);
  });

  it.each([
    ["dense", { streams: 2 as const }],
    ["trm", { streams: 1 as const, gradient: "full" as const }],
    ["dual-nested-ut", { streams: 1 as const, gradient: "full" as const }],
  ])("spends the budget of %s as %o, not as its row", (arch, model) => {
    const config = parseTrainConfig({ arch, task: "copy", budget: 12, model });
    expect(blockPasses(modelConfigOf(config, getTask("copy")))).toBe(12);
  });

  it("takes the alphabet and the lengths of a task of the user's own", () => {
    const parity: Task = {
      name: "parity",
      description: "whether the number of ones is odd",
      alphabet: createAlphabet("01=\n"),
      promptLength: (length) => length + 1,
      answerLength: () => 1,
      samplePrompt: (length, random) =>
        Array.from({ length }, () => random.int(2)).join("") + "=",
      answer: (prompt) => String((prompt.split("1").length - 1) & 1),
    };
    const raw = { arch: "dense", task: "parity", length: 12 };
    const config = parseTrainConfig(raw, parity);
    expect(modelConfigOf(config, parity).vocabSize).toBe(4);
    expect(() => parseTrainConfig(raw)).toThrow(/parity/);
    expect(() => parseTrainConfig({ ...raw, task: "copy" }, parity)).toThrow(
      /"task" is "copy", but the task given is "parity"/,
    );
  });
});

describe("a configuration that makes no run", () => {
  it.each<[string, object, RegExp]>([
    [
      "an unknown key",
      { colour: 10 },
      /^Unknown configuration key "colour"; expected one of arch, task, length, budget, model/,
    ],
    [
      "a misspelt key",
      { training: { learningrate: 1 } },
      /^Unknown configuration key "training.learningrate"; did you mean "training.learningRate"\?$/,
    ],
    [
      "an unknown architecture",
      { arch: "dual_utt" },
      /"dual_utt".*did you mean "dual-ut"\?/,
    ],
    ["an unknown task", { task: "addtion" }, /addition/],
    [
      "width not divisible by heads",
      { model: { nEmbd: 64, nHead: 6 } },
      /nEmbd must be a multiple of nHead, received 64 and 6/,
    ],
    [
      "budget 0",
      { budget: 0 },
      /^Configuration key "budget" is 0, but expected at least 1\.$/,
    ],
    [
      "a length beyond the block",
      { length: 60 },
      /"length" is 60.*183 tokens long.*180 positions/,
    ],
    [
      "a value of the wrong type",
      { training: { seed: "x" } },
      /^Configuration key "training.seed" is "x", but expected a whole number\.$/,
    ],
    [
      "an unknown option",
      { model: { gradient: "some" } },
      /^Configuration key "model.gradient" is "some", but expected one of "full", "per-step", "last-cycle" or "last-k"\.$/,
    ],
    [
      "neither of two options",
      { model: { streams: 3 } },
      /^Configuration key "model.streams" is 3, but expected 1 or 2\.$/,
    ],
    [
      "a bound that is excluded",
      { training: { learningRate: 0 } },
      /"training.learningRate" is 0, but expected at least 1e-20\.$/,
    ],
    [
      "a fraction of everything",
      { model: { dropout: 1 } },
      /"model.dropout" is 1, but expected less than 1\.$/,
    ],
    [
      "no number",
      { training: { eps: Number.NaN } },
      /"training.eps" is NaN, but expected a finite number\.$/,
    ],
    [
      "half a step",
      { training: { steps: 1.5 } },
      /"training.steps" is 1.5, but expected a whole number\.$/,
    ],
    [
      "no steps",
      { training: { steps: null } },
      /"training.steps" is null, but expected a whole number\.$/,
    ],
    [
      "no truth",
      { model: { stepEmbedding: "yes" } },
      /"model.stepEmbedding" is "yes", but expected true or false\.$/,
    ],
    [
      "an empty device",
      { runtime: { device: "" } },
      /"runtime.device" is "", but expected a text that is not empty\.$/,
    ],
    [
      "a number for a group",
      { model: 3 },
      /"model" is 3, but expected an object with named values\.$/,
    ],
    ...(
      [
        ["model.nEmbd", 8192],
        ["model.nHead", 8192],
        ["model.blockSize", 65536],
        ["model.nInnerLoops", 1024],
        ["model.nOuterLoops", 1024],
        ["training.steps", 1e9],
        ["training.batchSize", 65536],
        ["evaluation.count", 1e6],
        ["runtime.threads", 256],
        ["length", 65536],
        ["budget", 1024],
      ] as const
    ).map(([path, most]): [string, object, RegExp] => {
      const [group = "", key] = path.split(".");
      const value = most + 1;
      return [
        `${path} beyond any machine`,
        { [group]: key ? { [key]: value } : value },
        new RegExp(
          `^[^"]*"${path}" is ${value}, but expected at most ${most}\\.$`,
        ),
      ];
    }),
    ...(
      [
        ["training.learningRate", 1e-300, "at least 1e-20"],
        ["training.learningRate", 1e300, "at most 1000000"],
        ["training.eps", 1e-60, "at least 1e-30"],
        ["training.eps", 1e300, "at most 1000000"],
        ["training.weightDecay", 1e300, "at most 1000000"],
        ["training.clipNorm", 1e-60, "at least 1e-10"],
        ["training.clipNorm", 1e300, "at most 1e+30"],
        ["model.ponderWeight", 1e300, "at most 1000000"],
        ["model.embeddingStd", 1e-60, "at least 1e-10"],
        ["model.embeddingStd", 1e300, "at most 1000000"],
      ] as const
    ).map(([path, value, bound]): [string, object, RegExp] => {
      const [group = "", key = ""] = path.split(".");
      const text = `^[^"]*"${path}" is ${value}, but expected ${bound}.$`;
      return [
        `${path} ${value}, which float32 cannot work with,`,
        { [group]: { [key]: value } },
        new RegExp(text.replaceAll("+", "\\+")),
      ];
    }),
    [
      "a model beyond any memory",
      { arch: "dense", model: { nEmbd: 4096, nHead: 8 } },
      /^The configuration makes a model of 48\d{8} parameters, but at most 536870912 .*lower "model.nEmbd"/,
    ],
    [
      "a batch beyond any memory",
      { training: { batchSize: 65536 }, length: 50 },
      /^A batch of 65536 sequences of \d+ tokens has \d+ attention scores.*lower "training.batchSize"/,
    ],
    ["no architecture", { arch: undefined }, /"arch" is missing/],
    [
      "columns that do not fit together",
      { model: { gradient: "last-k" } },
      /needs gradientPasses/,
    ],
  ])("%s is one sentence", (_, wrong, message) => {
    let thrown: unknown;
    try {
      parseTrainConfig({ ...paper, ...wrong });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(Error);
    const { message: text } = thrown as Error;
    expect(text).toMatch(message);
    expect(text).not.toContain("\n");
  });

  it("something that is no record is one sentence", () => {
    expect(() => parseTrainConfig([])).toThrow(
      /^The configuration is a list of 0, but/,
    );
    expect(() => parseTrainConfig(undefined)).toThrow(
      /^The configuration is missing; expected an object with named values, at least "arch" and "task"\.$/,
    );
  });
});
