import { nodeFileSystem } from "@trm/storage";
import fc from "fast-check";
import {
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { lastLines, linesOf } from "./log-lines";

const dir = mkdtempSync(join(tmpdir(), "trm-lines-"));
afterAll(() => rmSync(dir, { recursive: true }));
const path = join(dir, "log");
const textsOf = (name: string): string[] =>
  [...linesOf(nodeFileSystem, name)].map(({ text }) => text);
const all = (): string[] => textsOf(path);

describe("the lines of a log", () => {
  it("are the same at once and in chunks, without what a kill cut short", () => {
    const lines = Array.from({ length: 60_000 }, (_, i) => `line ${i} é`);
    writeFileSync(path, `${lines.join("\n")}\nhalf a li`);
    expect(all()).toEqual(lines);
    const { lines: found, complete } = lastLines(nodeFileSystem, path, 2 ** 30);
    expect(complete).toBe(true);
    expect(found).toEqual(lines);
  });

  it("can be had from the end, whole ones only", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: "grapheme", maxLength: 9 })),
        fc.nat(200),
        (texts, most) => {
          const lines = texts.map((text) => text.replaceAll("\n", ""));
          writeFileSync(path, lines.map((line) => `${line}\n`).join(""));
          const found = lastLines(nodeFileSystem, path, most);
          const { length } = found.lines;
          expect(found.lines).toEqual(length ? lines.slice(-length) : []);
          if (found.complete) expect(found.lines).toEqual(lines);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("leave out one that no log has, and go on after it", () => {
    writeFileSync(path, `a\n${"x".repeat(3e6)}\nb\n`);
    expect(all()).toContain("a");
    expect(all()).toContain("b");
    expect(all().join("").length).toBeLessThan(2 ** 18);
  });

  it("end where a file has none for megabytes, such as a hole of a terabyte", () => {
    writeFileSync(path, "a\n");
    truncateSync(path, 2 ** 40);
    expect(all()).toEqual(["a"]);
    expect(lastLines(nodeFileSystem, path, 2 ** 20).lines).toEqual([]);
  });

  it("are none where there is no file, and none of a link's", () => {
    symlinkSync("/etc/passwd", join(dir, "link"));
    for (const name of ["absent", "link", "."])
      expect(textsOf(join(dir, name))).toEqual([]);
  });
});
