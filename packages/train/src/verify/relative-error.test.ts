import { describe, expect, it } from "vitest";
import { largest, relativeError } from "./relative-error";

describe("relativeError", () => {
  it("is the largest difference over the largest expected magnitude", () => {
    expect(largest([1, -4, 2])).toBe(4);
    expect(relativeError([1, -4, 3], [1, -4, 2])).toBe(0.25);
    expect(relativeError([1, -4, 3], [1, -4, 2], 10)).toBe(0.1);
  });

  it("is 0 for equal numbers, zeros included", () => {
    expect(relativeError([0, 0], [0, 0])).toBe(0);
  });

  it("never lets a NaN, an infinity or a missing number pass", () => {
    expect(relativeError([NaN], [1])).toBe(Infinity);
    expect(relativeError([Infinity], [1])).toBe(Infinity);
    expect(relativeError([1], [1, 2])).toBe(Infinity);
    expect(relativeError([1e-9], [0])).toBe(Infinity);
  });
});
