import { describe, expect, it } from "vitest";
import { missingWords } from "./missing-words";

describe("missing runs in words", () => {
  it.each([
    [0, 0, ""],
    [1, 1, "1 failed"],
    [2, 0, "2 not yet done"],
    [3, 1, "1 failed, 2 not yet done"],
  ])("%i missing, %i of them failed: %j", (missing, failed, words) => {
    expect(missingWords({ missing, failed })).toBe(words);
  });
});
