/** @file `trm runs` and `trm runs show`. */
import { appendFileSync, mkdirSync, rmSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { TINY, trm, useScratch } from "./harness";

const train = (name: string) =>
  trm(["train", "--arch", "ut", ...TINY, "--out", name]);

describe("trm runs", () => {
  useScratch();

  it("says that there are none", async () => {
    expect(await trm(["runs"])).toEqual({
      ...{ exitCode: 0, stdout: "", stderr: "No runs in runs.\n" },
    });
    expect((await trm(["runs", "--json"])).stdout).toBe("[]\n");
  });

  it("refuses a folder that is not there, in one sentence", async () => {
    for (const args of [
      ["runs", "absent"],
      ["runs", "show", "absent"],
    ]) {
      const { exitCode, stdout, stderr } = await trm(args);
      expect(exitCode).toBe(2);
      expect(stdout).toBe("");
      expect(stderr).toMatch(/^trm: The .*absent does not exist.*\.\n$/);
    }
  });

  it("lists a run and a folder that is none, and says why", async () => {
    expect((await train("runs/a")).exitCode).toBe(0);
    mkdirSync("runs/foreign");
    const { exitCode, stdout, stderr } = await trm(["runs"]);
    expect(exitCode).toBe(0);
    const [title, ...rows] = stdout.trimEnd().split("\n");
    expect(title).toMatch(/^run +architecture +task .* age$/);
    expect(rows).toHaveLength(2);
    expect(stdout).toMatch(/^a +ut +copy +2 +done +3\/3 +\d/m);
    expect(stdout).toMatch(/^foreign .* unreadable/m);
    expect(stderr).toMatch(/foreign has no run\.json/);
    const listed: unknown = JSON.parse((await trm(["runs", "--json"])).stdout);
    expect(listed).toContainEqual(
      expect.objectContaining({ name: "a", state: "done", step: 3, steps: 3 }),
    );
  });

  it("says of a run that it has stopped early, and why", async () => {
    const rule = ["threshold=0", "steps=0"].flatMap((one) => [
      ...["--set", `earlyStop.${one}`],
    ]);
    const { exitCode, stdout, stderr } = await trm([
      ...["train", "--arch", "ut", ...TINY, "--out", "runs/a", "--json"],
      ...["--eval-every", "1", ...rule],
    ]);
    expect(exitCode).toBe(0);
    const stoppedEarly = { metric: "charAcc", threshold: 0, since: 1 };
    expect(JSON.parse(stdout)).toMatchObject({ step: 1, stoppedEarly });
    expect(stderr).toMatch(
      /^Stopped early after step 1: charAcc at least 0 since step 1\.$/m,
    );
    const shown = await trm(["runs", "show", "runs/a"]);
    expect(shown.stdout.replaceAll(/\n {2}/g, " ")).toContain(
      "step 1 of 3, done early (charAcc at least 0 since step 1)",
    );
    expect((await trm(["runs"])).stdout).toMatch(/ done early +1\/3 /);
  });

  it("shows a run with its curves, and as JSON", async () => {
    await train("runs/a");
    const { exitCode, stdout } = await trm(["runs", "show", "runs/a"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^a\nut on copy, length 2: step 3 of 3, done\n/);
    expect(stdout).toMatch(/training\.learningRate 0\.001/);
    expect(stdout).toMatch(/^checkpoints: 3 \(last, best\)$/m);
    expect(stdout).toMatch(/^loss, nats\n.*┤/m);
    expect(stdout).toMatch(/^charAcc\n100 % ┤/m);
    for (const line of stdout.split("\n"))
      expect(line.length).toBeLessThanOrEqual(80);
    const json = await trm(["runs", "show", "runs/a", "--json"]);
    const shown: unknown = JSON.parse(json.stdout);
    expect(shown).toMatchObject({
      ...{ name: "a", state: "done", sessions: [1] },
      curves: { "train/loss": [{ from: 1, to: 1, count: 1 }, {}, {}] },
    });
  });

  it("shows what is left of a run without metrics, or with broken ones", async () => {
    await train("runs/a");
    appendFileSync("runs/a/metrics.jsonl", '{"step":4,"loss":nu');
    expect((await trm(["runs", "show", "runs/a"])).exitCode).toBe(0);
    rmSync("runs/a/metrics.jsonl");
    const { exitCode, stdout } = await trm(["runs", "show", "runs/a"]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("loss, nats: nothing yet");
  });
});
