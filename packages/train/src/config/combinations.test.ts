import { ConfigError } from "@trm/models";
import { describe, expect, it } from "vitest";
import { parseTrainConfig, parseWrittenConfig } from "./config";

const PAPER = { arch: "dual-ut", task: "addition" };

/** Two values that do not fit together, and what else the pair may be. */
const PAIRS: readonly (readonly [string, string, object, object])[] = [
  [
    "training.warmupSteps",
    "training.steps",
    { training: { warmupSteps: 10, steps: 10 } },
    { training: { warmupSteps: 9, steps: 10 } },
  ],
  [
    "training.finalLearningRateRatio",
    "training.schedule",
    { training: { finalLearningRateRatio: 0.1 } },
    { training: { finalLearningRateRatio: 0.1, schedule: "cosine" } },
  ],
  [
    "training.accumulationSteps",
    "training.batchSize",
    { training: { accumulationSteps: 3, batchSize: 64 } },
    { training: { accumulationSteps: 4, batchSize: 64 } },
  ],
  [
    "training.accumulationSteps",
    "training.batchSize",
    { training: { accumulationSteps: 8, batchSize: 4 } },
    { training: { accumulationSteps: 4, batchSize: 4 } },
  ],
  [
    "training.accumulationSteps",
    "model.supervision",
    {
      model: { supervision: "carried", halting: "none" },
      training: { accumulationSteps: 2 },
    },
    { model: { supervision: "carried", halting: "none" } },
  ],
  [
    "model.ponderWeight",
    "model.halting",
    { arch: "dense", model: { ponderWeight: 0.01 } },
    { arch: "ut", model: { ponderWeight: 0.01 } },
  ],
  [
    "model.ponderWeight",
    "model.halting",
    { model: { ponderWeight: 0.01, halting: "q" } },
    { arch: "trm", model: { ponderWeight: 0.01, halting: "act" } },
  ],
  [
    "runtime.tf32",
    "runtime.device",
    { runtime: { tf32: true } },
    { runtime: { tf32: true, device: "cuda" } },
  ],
  [
    "runtime.device",
    "runtime.engine",
    { runtime: { engine: "tfjs", device: "cuda" } },
    { runtime: { engine: "tfjs" } },
  ],
  [
    "checkpoint.keepEverySteps",
    "checkpoint.everySteps",
    { checkpoint: { everySteps: 250, keepEverySteps: 600 } },
    { checkpoint: { everySteps: 250, keepEverySteps: 500 } },
  ],
];

describe("values that do not fit together", () => {
  it.each(PAIRS)("%s and %s are one sentence with both", (a, b, bad, good) => {
    let thrown: unknown;
    try {
      parseTrainConfig({ ...PAPER, ...bad });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ConfigError);
    const { message, keys } = thrown as ConfigError;
    expect(keys.slice(0, 2)).toEqual([a, b]);
    expect(message).toMatch(/^Configuration key "[^\n]+[^.]\.$/);
    expect(message).toContain(`"${a}" is `);
    expect(message).toContain(`"${b}" is `);
    expect(() => parseTrainConfig({ ...PAPER, ...good })).not.toThrow();
  });

  it.each(PAIRS)("%s and %s in a run that is there are read", (_, __, bad) => {
    expect(() => parseWrittenConfig({ ...PAPER, ...bad })).not.toThrow();
  });

  it("of the model are refused where every model's are", () => {
    expect(() =>
      parseTrainConfig({ ...PAPER, model: { gradientPasses: 2 } }),
    ).toThrow(/gradientPasses .* gradient is "last-k", received gradient/);
  });

  it("of the model are about keys of the model's section", () => {
    let thrown: unknown;
    try {
      parseTrainConfig({ ...PAPER, model: { nEmbd: 30, nHead: 4 } });
    } catch (error) {
      thrown = error;
    }
    expect((thrown as ConfigError).keys).toEqual([
      "model.nEmbd",
      "model.nHead",
    ]);
  });

  it("leave the defaults alone, for every architecture", () => {
    for (const arch of ["dense", "iterative", "ut", "dual-nested-ut", "trm"])
      expect(() => parseTrainConfig({ arch, task: "copy" })).not.toThrow();
  });
});

describe("what a batch needs in memory", () => {
  it("is that of the part that is computed at once", () => {
    const batch = { batchSize: 65536, learningRate: 1e-3 };
    const raw = (training: object) => ({ ...PAPER, length: 50, training });
    expect(() => parseTrainConfig(raw(batch))).toThrow(
      /attention scores.*raise "training.accumulationSteps"/,
    );
    expect(() =>
      parseTrainConfig(raw({ ...batch, accumulationSteps: 64 })),
    ).not.toThrow();
  });
});
