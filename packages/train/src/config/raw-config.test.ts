import { describe, expect, it } from "vitest";
import { mergeConfigs, setAt, valueAt } from "./raw-config";

describe("a configuration that is not yet validated", () => {
  it("merges keys of a prototype as an object's own", () => {
    const over = JSON.parse('{"__proto__":{"x":1},"a":{"__proto__":2}}') as {
      [key: string]: unknown;
    };
    const merged = mergeConfigs({ a: { b: 1 } }, over);
    expect(Object.keys(merged)).toEqual(["a", "__proto__"]);
    expect(Object.keys(merged["a"] as object)).toEqual(["b", "__proto__"]);
    expect("x" in merged).toBe(false);
  });

  it("merges sections and replaces lists", () => {
    expect(
      mergeConfigs({ a: { b: 1, c: 2 }, d: [1, 2] }, { a: { c: 3 }, d: [4] }),
    ).toEqual({ a: { b: 1, c: 3 }, d: [4] });
  });

  it("takes a value at a path, and refuses a path through a plain one", () => {
    const config = { a: { b: 1 } };
    expect(setAt(config, ["a", "c"], 2)).toEqual({ a: { b: 1, c: 2 } });
    expect(setAt(config, ["a", "b"], null)).toEqual({ a: {} });
    expect(config).toEqual({ a: { b: 1 } });
    expect(() => setAt(config, ["a", "b", "c"], 2)).toThrow(
      "Cannot set a.b.c: b is 1, where a section",
    );
  });

  it("tells what itself has at a path, not what its prototype has", () => {
    expect(valueAt({ a: [{ b: 1 }] }, ["a", 0, "b"])).toBe(1);
    expect(valueAt({ a: {} }, ["a", "constructor"])).toBeUndefined();
  });
});
