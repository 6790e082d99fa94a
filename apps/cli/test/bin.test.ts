/** @file The built command as a process: start, data, exit codes. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, openSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, vi } from "vitest";
import { TINY, trm, useScratch } from "./harness";
import { BIN, runBin, startBin } from "./start-bin";

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

describe("the user's home", () => {
  it("trains without leaving anything outside of the run", async () => {
    mkdirSync("home");
    vi.stubEnv("HOME", resolve("home"));
    vi.stubEnv("XDG_CACHE_HOME", undefined);
    const args = ["train", "--arch", "dense", ...TINY, "--out", "r"];
    expect((await runBin(args)).exitCode).toBe(0);
    expect((await runBin(["generate", "r", "12|"])).exitCode).toBe(0);
    vi.unstubAllEnvs();
    expect(readdirSync("home")).toEqual([]);
  });
});

describe("a reader that has enough", () => {
  const train = (steps: string, out: string) => [
    ...["train", "--arch", "dense", ...TINY, "--steps", steps, "--out", out],
  ];

  it("of stderr stops no run", async () => {
    const running = startBin(train("300", "r"));
    await running.says("parameters");
    running.close("stderr");
    expect(await running.ended).toMatchObject({ exitCode: 0, stdout: "r\n" });
    expect(existsSync("r/done.json")).toBe(true);
  });

  it("of stdout hides no exit code", async () => {
    const running = startBin(train("1000000", "r"));
    await running.says("submitted");
    running.close("stdout");
    running.kill("SIGINT");
    expect((await running.ended).exitCode).toBe(130);
    const diverges = ["--lr", "1e6", "--set", "training.weightDecay=1e6"];
    const failing = startBin([...train("20", "f"), ...diverges]);
    failing.close("stdout");
    expect((await failing.ended).exitCode).toBe(1);
  });

  it("of answers ends them, whatever prompts may come", async () => {
    await trm(train("1", "r"));
    const running = startBin(["generate", "r", "-", "--threads", "1"]);
    running.close("stdout");
    // The first is answered to nobody.
    running.feed("12|\n12|\n12|\n");
    expect(await running.ended).toMatchObject({ exitCode: 0, stderr: "" });
  });

  it.skipIf(!existsSync("/dev/full"))(
    "is missed where stdout is a full disk: one sentence, exit 1",
    () => {
      const full = openSync("/dev/full", "w");
      const { status, stderr } = spawnSync(
        process.execPath,
        [BIN, "tasks", "list"],
        { stdio: ["ignore", full, "pipe"], encoding: "utf8" },
      );
      expect(status).toBe(1);
      expect(stderr).toMatch(
        /^trm: stdout could not be written: ENOSPC[^\n]*\.\n$/,
      );
    },
  );
});
