import { describe, expect, it } from "vitest";
import { isInside } from "./path-inside";

describe("isInside", () => {
  it.each([
    ["/", "/config.json", true],
    ["/", "/", true],
    ["/a", "/a", true],
    ["/a", "/a/b/c", true],
    ["/a", "/a/..b", true],
    ["/a", "/ab", false],
    ["/a/b", "/a", false],
    ["/a/b", "/a/c", false],
  ])("of %s and %s is %s", (folder, path, inside) => {
    expect(isInside(folder, path)).toBe(inside);
  });
});
