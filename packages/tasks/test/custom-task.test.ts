import { batch, example, IGNORE_INDEX, splitOf } from "../src/index";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { sortDigits } from "./sort-digits";

const read = (path: string): string =>
  readFileSync(new URL(path, import.meta.url), "utf8");

describe("a task defined outside the package", () => {
  it("is the one that the README shows", () => {
    expect(read("../README.md")).toContain(
      read("./sort-digits.ts").replace("../src/index", "@trm/tasks"),
    );
  });

  it("has examples on both sides of the partition", () => {
    for (const split of ["train", "eval"] as const) {
      const at = { length: 5, seed: 3, split, index: 0 };
      const { prompt, answer } = example(sortDigits, at);
      expect(prompt).toMatch(/^[0-9]{5}>$/);
      expect(splitOf(prompt)).toBe(split);
      expect([...answer].sort()).toEqual([...prompt.slice(0, -1)].sort());
      expect(answer).toBe([...answer].sort().join(""));
    }
  });

  it("is encoded in its own alphabet", () => {
    const { tokens, targets } = batch(sortDigits, {
      length: 2,
      seed: 3,
      split: "train",
      index: 0,
      batchSize: 1,
      blockSize: 7,
    });
    const text = sortDigits.alphabet.decode(tokens);
    expect(text).toMatch(/^[0-9]{2}>[0-9]{2}\n\n$/);
    expect([...targets]).toEqual([
      IGNORE_INDEX,
      IGNORE_INDEX,
      Number(text[3]),
      Number(text[4]),
      11,
      IGNORE_INDEX,
      IGNORE_INDEX,
    ]);
  });
});
