/** @file The built command as a process: start, data, exit codes. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { trm, useScratch } from "./harness";
import { runBin } from "./start-bin";

useScratch();

describe("the built command", () => {
  it.each(["index", "trainer"])("has been built: %s", (name) => {
    const file = new URL(`../dist/${name}.js`, import.meta.url);
    expect(existsSync(fileURLToPath(file)), "run `npm run build` first").toBe(
      true,
    );
  });

  it("prints data on stdout and refuses bad input with exit 2", async () => {
    const [sample, bad] = await Promise.all([
      runBin("tasks sample copy --length 3 --count 2 --seed 5".split(" ")),
      runBin("train --arch utt --task copy".split(" ")),
    ]);
    const here = await trm(
      "tasks sample copy --length 3 --count 2 --seed 5".split(" "),
    );
    expect(sample).toEqual({ ...here, exitCode: 0, stderr: "" });
    expect(bad.exitCode).toBe(2);
    expect(bad.stderr).toMatch(
      /^trm: --arch: Unknown architecture "utt"[^\n]*\n$/,
    );
  });
});
