import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, describe, expect, it } from "vitest";
import { neededLibraries } from "./needed-libraries";

const dir = mkdtempSync(join(tmpdir(), "trm-elf-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe("neededLibraries", () => {
  it.runIf(process.platform === "linux")(
    "reads what Node itself is linked with",
    () => {
      const names = neededLibraries(process.execPath);
      expect(names.length).toBeGreaterThan(2);
      for (const name of names) expect(name).toMatch(/\.so(\.\d+)*$/);
      expect(names.join()).toMatch(/libc\.|musl/);
    },
  );

  it("finds none in a file that is no library, or cut short, or missing", () => {
    const text = join(dir, "text");
    writeFileSync(text, "plain words ".repeat(10));
    expect(neededLibraries(text)).toEqual([]);
    const cut = join(dir, "cut");
    writeFileSync(cut, readFileSync(process.execPath).subarray(0, 70));
    expect(neededLibraries(cut)).toEqual([]);
    expect(neededLibraries(join(dir, "none"))).toEqual([]);
  });
});
