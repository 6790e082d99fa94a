/** @file Training through the command: what it starts from, where it goes on, how it fails. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { TINY, trm, useScratch } from "./harness";

const scratch = useScratch();

const train = (...args: readonly string[]) =>
  trm(["train", "--arch", "dense", ...TINY, ...args]);

describe("trm train", () => {
  it("opens the weights that it starts from where it trains", async () => {
    await train("--out", "a");
    const { exitCode, stderr } = await trm(
      "train --init a --steps 2 --threads 1 --out b".split(" "),
    );
    expect(exitCode, stderr).toBe(0);
    const record = JSON.parse(readFileSync("b/run.json", "utf8")) as {
      init: { path: string };
    };
    expect(record.init.path).toBe("a");
  });

  it("refuses a folder that is used, exit 2, and leaves it as it was", async () => {
    await train("--out", "a");
    const before = scratch.files();
    const { exitCode, stdout, stderr } = await train("--out", "a");
    expect(exitCode).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^trm: [^\n]*\n$/);
    expect(scratch.files()).toEqual(before);
  });

  it("refuses a folder inside a file, exit 2", async () => {
    writeFileSync("file", "");
    const { exitCode, stderr } = await train("--out", "file/run");
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /^trm: The folder \S+ could not be made: [^\n]*\.\n$/,
    );
    expect(scratch.files()).toEqual(["file"]);
  });

  it("fails with exit 1 when the loss is no number", async () => {
    const { exitCode, stderr } = await train(
      ...["--lr", "1e6", "--set", "training.weightDecay=1e6"],
      ...["--steps", "20", "--out", "a"],
    );
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/\ntrm: Step \d+ gave loss [^\n]*\n$/);
    expect(existsSync("a/run.lock")).toBe(false);
  });
});

describe("trm resume", () => {
  it("goes on with other threads, and warns that bits may differ", async () => {
    await train("--steps", "4", "--checkpoint-every", "2", "--out", "a");
    const { exitCode, stderr } = await trm(
      "resume a --threads 2 --device cpu".split(" "),
    );
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toMatch(/^Warning: [^\n]*threads[^\n]*$/m);
  });

  it("refuses a folder without a run, exit 2", async () => {
    const { exitCode, stderr } = await trm(["resume", "nothing"]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^trm: [^\n]*nothing[^\n]*\n$/);
  });
});
