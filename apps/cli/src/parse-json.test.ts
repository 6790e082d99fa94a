import { describe, expect, it } from "vitest";
import { parseJson } from "./parse-json";

describe("parseJson", () => {
  it("reads JSON", () => {
    expect(parseJson(' {"a": [1, null, "x"]}\n', "f")).toEqual({
      a: [1, null, "x"],
    });
  });

  it.each([
    ['{"a":}', "line 1, column 6", '"}"'],
    ['{\n  "a": 1,\n  b: 2\n}', "line 3, column 3", '"b"'],
    ['{"a": 1} x', "line 1, column 10", '"x"'],
    ['{"a": trve}', "line 1, column 9", '"v"'],
    ['{"a": 1,}', "line 1, column 9", '"}"'],
    ["\n// no\n{}", "line 2, column 1", '"/"'],
    ['["\\q"]', "line 1, column 4", '"q"'],
  ])("says where %j is wrong", (text, where, what) => {
    expect(() => parseJson(text, "--config names f")).toThrow(
      `--config names f, which is no JSON at ${where}: ${what} cannot stand there.`,
    );
  });

  it.each([
    ["", "line 1, column 1"],
    ["[1", "line 1, column 3"],
    ['{"a": 1,\n', "line 2, column 1"],
    ['{"a', "line 1, column 4"],
  ])("says that %j ends too early", (text, where) => {
    expect(() => parseJson(text, "f")).toThrow(
      `f, whose JSON ends too early, at ${where}.`,
    );
  });

  it.each([
    ['{"__proto__": 1}', "__proto__"],
    ['{"a": [{"b": {"constructor": null}}]}', "a.0.b.constructor"],
    ['{"a": {"prototype": {}}}', "a.prototype"],
    ['{"\\u005f_proto__": 1}', "__proto__"],
  ])("refuses the key of a prototype in %s", (text, path) => {
    expect(() => parseJson(text, "f")).toThrow(
      `f, which has the unknown key "${path}"; leave it out.`,
    );
  });

  it("counts levels outside of texts only, and stands any depth", () => {
    const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
    expect(() => parseJson(nested(64), "f")).not.toThrow();
    expect(parseJson(JSON.stringify(nested(99)), "f")).toBe(nested(99));
    expect(parseJson(JSON.stringify('\\"'.repeat(2e5)), "f")).toHaveLength(4e5);
    for (const depth of [65, 500_000])
      expect(() => parseJson(nested(depth), "f")).toThrow(
        "f, whose JSON is more than 64 levels deep.",
      );
  });
});
