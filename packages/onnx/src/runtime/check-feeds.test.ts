import { describe, expect, it } from "vitest";
import { RuntimeError } from "../errors";
import type { Signature } from "../signature";
import { checkFeeds } from "./check-feeds";
import type { Feeds } from "./engine";

const SIGNATURE: Signature = {
  ids: { dtype: "int64", shape: ["batch", "sequence"] },
  mask: { dtype: "int64", shape: ["batch", "past + sequence"] },
  cache: { dtype: "float32", shape: ["batch", "past", 2] },
};

const ints = (...shape: number[]) => ({
  dtype: "int32" as const,
  shape,
  data: new Int32Array(shape.reduce((a, b) => a * b, 1)),
});
const floats = (...shape: number[]) => ({
  dtype: "float32" as const,
  shape,
  data: new Float32Array(shape.reduce((a, b) => a * b, 1)),
});

describe("feeds of symbolic sizes", () => {
  it.each([
    [1, 1, 0],
    [2, 3, 5],
  ])("may have any that agree: %i, %i, %i", (B, S, P) => {
    const feeds = {
      ids: ints(B, S),
      mask: ints(B, P + S),
      cache: floats(B, P, 2),
    };
    expect(() => checkFeeds(feeds, SIGNATURE)).not.toThrow();
  });

  it.each<[string, Feeds, RegExp]>([
    [
      "of two sizes for one symbol",
      { ids: ints(2, 3), mask: ints(2, 3), cache: floats(1, 0, 2) },
      /"cache": expected float32\[batch,past,2\] with batch = 2 as in "ids", past = 0 as in "cache", received float32\[1,0,2\]/,
    ],
    [
      "whose sum is another",
      { ids: ints(2, 3), mask: ints(2, 3), cache: floats(2, 1, 2) },
      /"mask": expected int32\[batch,past \+ sequence\] with .*past = 1.*sequence = 3.*received int32\[2,3\]/,
    ],
    [
      "with another number of axes",
      { ids: ints(2), mask: ints(2, 3), cache: floats(2, 0, 2) },
      /"ids": expected int32\[batch,sequence\] with batch = 2.*received int32\[2\]/,
    ],
    [
      "of another type",
      { ids: floats(2, 3), mask: ints(2, 3), cache: floats(2, 0, 2) },
      /"ids": expected int32/,
    ],
    [
      "without one",
      { ids: ints(2, 3), mask: ints(2, 3) },
      /"cache" is missing/,
    ],
    [
      "with too few elements",
      {
        ids: { ...ints(2, 3), data: new Int32Array(5) },
        mask: ints(2, 3),
        cache: floats(2, 0, 2),
      },
      /"ids" of shape \[2,3\] needs 6 elements, received 5/,
    ],
  ])("are refused: %s", (_, feeds, words) => {
    expect(() => checkFeeds(feeds, SIGNATURE)).toThrow(RuntimeError);
    expect(() => checkFeeds(feeds, SIGNATURE)).toThrow(words);
  });
});
