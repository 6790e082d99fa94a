import { parseModelConfig } from "@trm/models";
import { addition, copy } from "@trm/tasks";
import { describe, expect, it } from "vitest";
import { UsageError } from "../errors";
import type { OpenModel } from "../open-model";
import { notesOn } from "./notes";
import { checkFlags, EVAL_SEED, planEvaluation } from "./plan";

const model: OpenModel = {
  path: "r",
  config: parseModelConfig({
    ...{ arch: "dense", vocabSize: 14, blockSize: 180 },
    ...{ nEmbd: 8, nHead: 1, nLayer: 1 },
  }),
  params: new Float32Array(0),
  task: {
    name: "addition",
    length: 10,
    characters: addition.alphabet.characters,
  },
  alphabet: addition.alphabet,
  step: 5,
  seed: 1337,
  artefact: async () => new Uint8Array(0),
};

describe("planEvaluation", () => {
  it("asks the model's own task and length, greedily, with a seed that no run has", async () => {
    expect(await planEvaluation({ batch: 256 }, model)).toEqual({
      ...{ task: addition, lengths: [10], count: 1000, temperature: 0 },
      ...{ batch: 256, seed: EVAL_SEED, protocol: undefined },
    });
    expect(EVAL_SEED).not.toBe(model.seed);
  });

  it("asks what the paper asked", async () => {
    expect(
      await planEvaluation({ batch: 9, protocol: "paper" }, model),
    ).toMatchObject({
      lengths: [10, 20, 30, 40, 50],
      ...{ count: 100, temperature: 1, batch: 9 },
    });
  });

  it("asks each length once", async () => {
    const flags = { batch: 1, lengths: [3, 2, 3] };
    expect((await planEvaluation(flags, model)).lengths).toEqual([3, 2]);
  });

  it.each([
    [
      { protocol: "paper" as const },
      "Length 20 of addition needs 62 positions, but the model has 61",
      61,
    ],
    [{ lengths: [5, 99] }, "Length 99 of addition needs 299 positions", 64],
    [{ task: "sums" }, 'Unknown task "sums"', 64],
  ])("refuses %j before any work", async (flags, words, blockSize) => {
    const config = { ...model.config, blockSize };
    await expect(
      planEvaluation({ batch: 1, ...flags }, { ...model, config }),
    ).rejects.toThrow(words);
  });

  it("needs lengths where a folder does not say what was trained", async () => {
    const unknown = {
      ...model,
      task: { ...model.task, length: undefined },
    };
    await expect(planEvaluation({ batch: 1 }, unknown)).rejects.toThrow(
      "--lengths is missing: r does not say",
    );
  });

  it("refuses a task with other characters", async () => {
    const alphabet = {
      ...copy.alphabet,
      characters: Array.from("9876543210|+=\n"),
    };
    await expect(
      planEvaluation({ batch: 1 }, { ...model, alphabet }),
    ).rejects.toThrow("has other characters than the model in r");
  });
});

describe("checkFlags", () => {
  it.each([
    [{ lengths: [10] }, "--lengths"],
    [{ count: 100 }, "--count"],
    [{ decode: "greedy" as const }, "--decode"],
    [{ temperature: 1 }, "--temperature"],
  ])("refuses --protocol paper with %j", (flags, name) => {
    expect(() => {
      checkFlags({ batch: 1, protocol: "paper", ...flags });
    }).toThrow(`--protocol paper fixes ${name}`);
  });

  it("refuses a temperature without sampling", () => {
    expect(() => {
      checkFlags({ batch: 1, temperature: 1 });
    }).toThrow(UsageError);
    checkFlags({ batch: 1, temperature: 1, decode: "sample" });
  });
});

describe("notesOn", () => {
  const notes = async (flags: object, of = model): Promise<string[]> =>
    notesOn(await planEvaluation({ batch: 1, ...flags }, of), of);

  it("has nothing to say of the trained length", async () => {
    expect(await notes({})).toEqual([]);
  });

  it("names lengths whose positions were never trained", async () => {
    const [note, ...rest] = await notes({ lengths: [9, 10, 11, 50] });
    expect(note).toContain(
      "Lengths 11, 50 of addition need positions beyond the 33 that were trained",
    );
    expect(rest).toEqual([]);
    // Copying needs fewer positions than adding, so a longer text is still within.
    expect(await notes({ task: "copy", lengths: [16] })).toEqual([]);
  });

  it("says of the paper's protocol what its first row was measured on", async () => {
    const [untrained, examples] = await notes({ protocol: "paper" });
    expect(untrained).toContain("Lengths 20, 30, 40, 50");
    expect(examples).toContain(
      "At the training length 10 the reference evaluates on examples of its own training",
    );
    expect(await notes({ protocol: "paper", task: "copy" })).toHaveLength(1);
  });

  it("says when the questions are those of the evaluations during training", async () => {
    const [note] = await notes({ seed: 1337 });
    expect(note).toContain("Seed 1337 is the run's own");
  });

  it("says of imported weights what they were trained on only if somebody said it", async () => {
    const paper = { protocol: "paper" as const };
    const ofImport = (...assumed: ("task" | "length")[]) =>
      notes(paper, {
        ...model,
        ...{ seed: undefined, step: undefined },
        imported: { sha256: "0".repeat(64), assumed },
      });
    expect(await ofImport("task", "length")).toEqual([]);
    expect(await ofImport("length")).toEqual([]);
    expect(await ofImport("task")).toEqual([]);
    expect(await ofImport()).toEqual(await notes(paper));
  });
});
