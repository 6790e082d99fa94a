import { describe, expect, it } from "vitest";
import { foldInteger, foldText, threefry } from "./threefry";

describe("threefry", () => {
  // The known answers that the authors publish with Random123 (kat_vectors, threefry2x32, 20 rounds).
  it.each([
    [
      [0, 0],
      [0, 0],
      [0x6b200159, 0x99ba4efe],
    ],
    [
      [0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x1cb996fc, 0xbb002be7],
    ],
    [
      [0x13198a2e, 0x03707344],
      [0x243f6a88, 0x85a308d3],
      [0xc4923a9c, 0x483df7a0],
    ],
  ] as const)(
    "key %j and counter %j give the published words",
    (key, counter, words) => {
      expect(threefry(key, counter[0], counter[1])).toEqual(words);
    },
  );
});

describe("folding", () => {
  it("tells integers apart that agree in their low 32 bits", () => {
    expect(foldInteger([1, 2], 5)).not.toEqual(
      foldInteger([1, 2], 5 + 2 ** 32),
    );
  });

  it("tells texts apart that differ in length, order, or a trailing NUL", () => {
    const texts = ["", "\0", "\0\0", "a", "a\0", "ab", "ba", "abc", "cab"];
    const words = texts.map((text) => foldText([0, 0], text).join());
    expect(new Set(words).size).toBe(texts.length);
  });
});
