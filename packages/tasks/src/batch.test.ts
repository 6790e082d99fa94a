import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import golden from "../../../test-fixtures/golden/tasks.json";
import { batch, encodeBatch, IGNORE_INDEX, sequenceLength } from "./batch";
import {
  BlockTooShortError,
  InvalidIntegerError,
  InvalidLengthError,
  UnknownCharacterError,
} from "./errors";
import { example } from "./example";
import type { Split } from "./split";
import { getTask, TASKS } from "./registry";
import { addition } from "./addition";
import { copy } from "./transcription";

const rowsOf = (array: Int32Array, width: number): number[][] =>
  Array.from({ length: array.length / width }, (_, b) =>
    Array.from(array.subarray(b * width, (b + 1) * width)),
  );

const address = fc.record({
  task: fc.constantFrom(...Object.values(TASKS)),
  length: fc.integer({ min: 1, max: 12 }),
  seed: fc.nat(),
  split: fc.constantFrom<Split>("train", "eval"),
  index: fc.nat(),
  batchSize: fc.integer({ min: 1, max: 6 }),
});

describe.each(golden.examples)(
  "the reference's $task of length $length",
  (recorded) => {
    const task = getTask(recorded.task);
    const T = recorded.block_size;
    const examples = recorded.texts.map((padded) => {
      const prompt = padded.slice(0, task.promptLength(recorded.length));
      return { prompt, answer: task.answer(prompt), text: "" };
    });

    it("has our prompt, answer and text", () => {
      const [first] = examples;
      expect(first?.prompt).toBe(recorded.prompt);
      expect(first?.answer).toBe(recorded.target);
      expect(`${first?.prompt}${first?.answer}`).toBe(recorded.text);
      expect(recorded.target).toHaveLength(task.answerLength(recorded.length));
      expect(recorded.text).toHaveLength(sequenceLength(task, recorded.length));
    });

    it("has our tokens, targets, padding and ignored positions", () => {
      const ours = encodeBatch(task, examples, T);
      expect(ours.sequenceLength).toBe(T);
      expect(rowsOf(ours.tokens, T)).toEqual(recorded.tokens);
      expect(rowsOf(ours.targets, T)).toEqual(recorded.targets);
      expect(
        rowsOf(ours.tokens, T).map((row) => task.alphabet.decode(row)),
      ).toEqual(recorded.texts);
    });
  },
);

describe("batch", () => {
  it("holds the examples index to index + batchSize - 1", () => {
    fc.assert(
      fc.property(address, ({ task, ...at }) => {
        const { batchSize, ...first } = at;
        const examples = Array.from({ length: batchSize }, (_, i) =>
          example(task, { ...first, index: first.index + i }),
        );
        const whole = batch(task, at);
        expect(whole).toEqual(encodeBatch(task, examples));
        const last = batch(task, {
          ...first,
          index: first.index + batchSize - 1,
          batchSize: 1,
        });
        expect(rowsOf(whole.tokens, whole.sequenceLength).at(-1)).toEqual([
          ...last.tokens,
        ]);
      }),
    );
  });

  it("is, padded, the trimmed batch with end tokens and ignored targets after it", () => {
    const padding = fc.integer({ min: 0, max: 9 });
    fc.assert(
      fc.property(address, padding, ({ task, ...at }, extra) => {
        const trimmed = batch(task, at);
        const T = trimmed.sequenceLength;
        expect(T).toBe(sequenceLength(task, at.length));
        const padded = batch(task, { ...at, blockSize: T + extra });
        expect(padded.sequenceLength).toBe(T + extra);
        const pad = (array: Int32Array, value: number) =>
          rowsOf(array, T).map((row) => [
            ...row,
            ...new Array<number>(extra).fill(value),
          ]);
        expect(rowsOf(padded.tokens, T + extra)).toEqual(
          pad(trimmed.tokens, task.alphabet.endToken),
        );
        expect(rowsOf(padded.targets, T + extra)).toEqual(
          pad(trimmed.targets, IGNORE_INDEX),
        );
      }),
    );
  });

  it("has as many targets as the answer has characters, and one for its end", () => {
    const { targets, sequenceLength: T } = batch(addition, {
      length: 10,
      seed: 0,
      split: "train",
      index: 0,
      batchSize: 3,
      blockSize: 180,
    });
    for (const row of rowsOf(targets, T)) {
      const kept = row.filter((target) => target !== IGNORE_INDEX);
      expect(kept).toHaveLength(addition.answerLength(10) + 1);
      expect(kept.at(-1)).toBe(addition.alphabet.endToken);
    }
  });

  it("does not fit into a block that is one token too short", () => {
    const at = { length: 10, seed: 0, split: "train", index: 0 } as const;
    const build = (blockSize: number) =>
      batch(addition, { ...at, batchSize: 2, blockSize });
    expect(build(33).sequenceLength).toBe(33);
    expect(() => build(32)).toThrow(BlockTooShortError);
    expect(() => build(32)).toThrow(
      'A sequence of the task "addition" with 33 tokens does not fit into a block of 32',
    );
  });

  it("refuses a length far beyond the block without drawing it", () => {
    const at = { length: 2 ** 40, seed: 0, split: "train", index: 0 } as const;
    expect(() => batch(copy, { ...at, batchSize: 2, blockSize: 180 })).toThrow(
      BlockTooShortError,
    );
  });

  it.each([
    { batchSize: 0 },
    { batchSize: 1.5 },
    { blockSize: 0 },
    { seed: -1 },
  ])("refuses %j", (wrong) => {
    const at = { length: 2, seed: 0, split: "train", index: 0 } as const;
    expect(() => batch(copy, { ...at, batchSize: 1, ...wrong })).toThrow(
      InvalidIntegerError,
    );
  });
});

describe("encodeBatch", () => {
  it("pads shorter examples to the longest", () => {
    const make = (length: number) =>
      example(copy, { length, seed: 0, split: "train", index: 0 });
    const mixed = encodeBatch(copy, [make(2), make(4)]);
    expect(mixed.sequenceLength).toBe(9);
    expect([...mixed.tokens.subarray(5, 9)]).toEqual([13, 13, 13, 13]);
    expect([...mixed.targets.subarray(0, 9)].map((t) => t >= 0)).toEqual([
      false,
      false,
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it("refuses an empty list and a text outside the alphabet", () => {
    expect(() => encodeBatch(copy, [])).toThrow(InvalidIntegerError);
    const foreign = { prompt: "a|", answer: "a", text: "a|a" };
    expect(() => encodeBatch(copy, [foreign])).toThrow(UnknownCharacterError);
  });
});

describe("sequenceLength", () => {
  it.each([0, -3, 2.5, NaN, Infinity, 2 ** 53])(
    "is undefined for the length %d",
    (length) => {
      const measure = () => sequenceLength(copy, length);
      expect(measure).toThrow(InvalidLengthError);
      expect(measure).toThrow(
        `The task length must be a positive safe integer, but is ${length}.`,
      );
    },
  );
});
