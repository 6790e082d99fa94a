import fc from "fast-check";
import { expect, it } from "vitest";
import { canonicalJson } from "./canonical-json";
import { runId } from "./run-id";

/** The same data with the keys of every object the other way round. */
const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  const entries: [string, unknown][] = Object.entries(value);
  return Object.fromEntries(
    entries.reverse().map(([key, inner]) => [key, reversed(inner)]),
  );
};

it("equal data has one text, which holds all of it", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      expect(canonicalJson(reversed(value))).toBe(text);
      expect(canonicalJson(JSON.parse(text))).toBe(text);
      expect(JSON.stringify(JSON.parse(text)).length).toBe(
        JSON.stringify(value).length,
      );
    }),
  );
});

it("an id changes with the configuration, the evaluation and the code", () => {
  const run = { config: { length: 3 }, evaluation: { count: 1, lengths: [3] } };
  const idOf = runId as (run: object, code: string) => string;
  const ids = [
    idOf(run, "a 1"),
    idOf({ ...run, config: { length: 4 } }, "a 1"),
    idOf({ ...run, evaluation: { count: 1, lengths: [3, 4] } }, "a 1"),
    idOf(run, "a 2"),
  ];
  expect(new Set(ids).size).toBe(4);
  // sha256sum of the text {"codeVersion":"a 1","config":{"length":3},"evaluation":{"count":1,"lengths":[3]}}
  expect(ids[0]).toBe("0b4ad61f3b7245a1");
});
