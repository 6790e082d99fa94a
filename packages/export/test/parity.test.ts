/** @file Parity on every architecture, and what is said when an ONNX file computes something else. */
import {
  ARCHITECTURE_IDS,
  initParameters,
  parameterLayout,
  parseModelConfig,
} from "@trm/models";
import type { CompiledFunction, Engine, HostTensor } from "@trm/onnx/runtime";
import { createEngine } from "@trm/onnx/runtime";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ParityError } from "../src/errors";
import { exportModel } from "../src/graph/model-graph";
import { checkParity } from "../src/parity";
import { writeModelFolder } from "../src/write-model-folder";
import { scratchFolder, trainedCopy } from "./trained-copy";

const engine = await createEngine({ threads: 1 });
const reference = await createEngine({ engine: "tfjs", backend: "cpu" });
afterAll(() => Promise.all([engine.release(), reference.release()]));

describe("an exported model", () => {
  it.each(ARCHITECTURE_IDS)("of %s agrees with its forward", async (arch) => {
    const config = parseModelConfig({
      arch,
      vocabSize: 14,
      blockSize: 12,
      nEmbd: 16,
      nHead: 2,
      nLayer: 3,
    });
    const params = initParameters(config, 1).map((value) => 4 * value);
    const onnx = exportModel(config, params);
    const report = await checkParity({
      config,
      params,
      onnx,
      engine,
      reference,
    });
    expect(report.promptLengths).toEqual([2, 8, 1, 4]);
    expect(report.promptStarts).toEqual([0, 0, 0, 4]);
    expect(report.prefill.relative).toBeLessThan(1e-5);
    expect(report.step.relative).toBeLessThan(1e-5);
    expect(report.step.absolute).toBeGreaterThan(0);
  });
});

describe("a block of more positions than are decoded at once", () => {
  const config = parseModelConfig({
    ...{ arch: "dense", vocabSize: 5, blockSize: 400 },
    ...{ nEmbd: 4, nHead: 1, nLayer: 1 },
  });
  const params = initParameters(config, 1);
  /** Compares with a file that has another number in one row of the position table. */
  const withRow = (row: number) => {
    const others = params.slice();
    const { entries } = parameterLayout(config);
    const table = entries.find(({ name }) => name === "positionEmbedding")!;
    others[table.offset + row * config.nEmbd]! += 1;
    const onnx = exportModel(config, others);
    return checkParity({ config, params, onnx, engine, reference });
  };

  it("is compared at its beginning and at its end", async () => {
    await expect(withRow(0)).rejects.toThrow(ParityError);
    await expect(withRow(255)).rejects.toThrow(ParityError);
    await expect(withRow(399)).rejects.toThrow(/step of sequence 3/);
    await expect(withRow(270)).rejects.toThrow(/prefill of sequence 3, pos/);
  });

  it("is said not to be compared between", async () => {
    expect(await withRow(260)).toMatchObject({
      promptLengths: [63, 252, 1, 126],
      promptStarts: [0, 0, 0, 270],
      steps: 4,
    });
  });
});

/** An engine that spoils what one of its calls gives: 0 is the prefill. */
const spoiling = (
  call: number,
  spoil: (outputs: Record<string, HostTensor>) => void,
): Engine => ({
  ...engine,
  load: async (bytes): Promise<CompiledFunction> => {
    const file = await engine.load(bytes);
    let calls = 0;
    return {
      ...file,
      run: async (feeds) => {
        const outputs = await file.run(feeds);
        if (calls++ === call) spoil(outputs);
        return outputs;
      },
    };
  },
});

/** Adds 0.5 to a logit, or exchanges it. */
const wrongAt = (call: number, index: number, value?: number): Engine =>
  spoiling(call, ({ logits }) => {
    const { data } = logits!;
    data[index] = value ?? data[index]! + 0.5;
  });

/** Says of some prompt tokens of the longest sequence that they took a step more, and moves one logit of each a little. */
const anotherStepAt = (count: number): Engine =>
  spoiling(0, ({ logits, steps }) => {
    for (let column = 0; column < count; column++) {
      steps!.data[12 + column]! += 1;
      logits!.data[(12 + column) * 14]! += 0.1;
    }
  });

describe("a disagreement", () => {
  const { config, params } = trainedCopy();
  const onnx = exportModel(config, params);
  const judge = (faulty: Engine) =>
    checkParity({ config, params, onnx, engine: faulty, reference });
  /** Prompts of 3, 12, 1 and 6 tokens, padded to 12. */
  const at = (row: number, column: number, token: number): number =>
    (row * 12 + column) * 14 + token;

  it("of the prefill is told with its place, where padding does not count", async () => {
    const error = await judge(wrongAt(0, at(3, 7, 5))).catch(
      (cause: unknown) => cause,
    );
    expect(error).toBeInstanceOf(ParityError);
    const { where } = error as ParityError;
    expect(where).toMatchObject({
      stage: "prefill",
      sequence: 3,
      position: 1,
      token: 5,
    });
    expect(where!.received - where!.expected).toBeCloseTo(0.5, 3);
  });

  it("of a later step is told with the token's own position", async () => {
    const error = await judge(wrongAt(2, 14 + 9)).catch(
      (cause: unknown) => cause,
    );
    expect((error as ParityError).where).toMatchObject({
      stage: "step",
      sequence: 1,
      position: 13,
      token: 9,
    });
  });

  it("in what padding gives is none", async () => {
    await expect(judge(wrongAt(0, at(3, 5, 5)))).resolves.toBeDefined();
  });

  it.each([NaN, Infinity])("is also a logit of %s", async (value) => {
    await expect(judge(wrongAt(1, 3, value))).rejects.toThrow(
      `it gives ${value} for the logit of token 3`,
    );
  });

  it("by a step at ACT's threshold is a tie, which is rare", async () => {
    expect(await judge(anotherStepAt(1))).toMatchObject({ ties: 1 });
    await expect(judge(anotherStepAt(2))).rejects.toThrow(
      "prefill of sequence 1, position 0",
    );
  });

  it("leaves no folder behind", async () => {
    const scratch = scratchFolder();
    const dir = join(scratch, "model");
    const faulty = { engine: wrongAt(0, at(0, 11, 0)), reference };
    await expect(
      writeModelFolder(dir, trainedCopy(), { engines: faulty }),
    ).rejects.toThrow(ParityError);
    expect(existsSync(dir)).toBe(false);
    expect(readdirSync(scratch)).toEqual([]);
  });
});
