/** @file The threat model names code and tests; here, that they are there. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../support/workspace.ts";

const DOCS = join(ROOT, "docs");
const text = readFileSync(join(DOCS, "threat-model.md"), "utf8");

const linksIn = (part: string): string[] =>
  [...part.matchAll(/\]\(([^)]+)\)/g)].map(([, path = ""]) => path);

/** Tests as file and title. */
const tests = [...text.matchAll(/\]\(([^)]+\.test\.ts)\), "([^"]+)"/g)].map(
  ([, path = "", title = ""]): [string, string] => [path, title],
);

const holds = /## What holds\n(.*)\n## What does not/s.exec(text)?.[1] ?? "";
const lines = holds.split("\n").filter((line) => line.startsWith("- **"));

describe("the threat model", () => {
  it.each([...new Set(linksIn(text))])("names %s, which is there", (path) => {
    expect(existsSync(join(DOCS, path))).toBe(true);
  });

  it.each(tests)("names a test of %s: %s", (path, title) => {
    const source = readFileSync(join(DOCS, path), "utf8");
    expect(source).toContain(title);
  });

  it.each(lines)("has code and a test for: %s", (line) => {
    const links = linksIn(line);
    expect(links.some((path) => !path.endsWith(".test.ts"))).toBe(true);
    expect(tests.some(([path]) => links.includes(path))).toBe(true);
  });
});
