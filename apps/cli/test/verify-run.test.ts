/** @file `trm verify-run`, and `--checkpoint` of the commands that open a run. */
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { main } from "../src/main";
import { TINY, trm } from "./harness";
import { trainHere } from "./trainer-here";

const scratch = mkdtempSync(join(tmpdir(), "trm-cli-verify-run-"));
const run = join(scratch, "run");

beforeAll(async () => {
  const every = ["--steps", "6", "--checkpoint-every", "2"];
  const keep = ["--set", "checkpoint.keepLast=9"];
  const flags = ["--arch", "dual-ut", ...TINY, ...every, ...keep];
  const { exitCode } = await trm(["train", ...flags, "--out", run]);
  expect(exitCode).toBe(0);
});
afterAll(() => rmSync(scratch, { recursive: true }));

const copyTo = (name: string): string => {
  const dir = join(scratch, name);
  cpSync(run, dir, { recursive: true });
  return dir;
};

describe("trm verify-run", () => {
  it("exits 0 with the hashes of a run that is as it was", async () => {
    const found = await trm(["verify-run", run]);
    expect(found.exitCode).toBe(0);
    expect(found.stdout).toMatch(
      /^vector +sha256 of the checkpoint +repeated\n(params|m|v) +[0-9a-f]{64} +the same\n/,
    );
    expect(found.stderr).toMatch(
      /^Repeating steps 5 to 6 of \S+ on onnxruntime [^\n]+\nAll 2 steps repeated are the same, bit for bit.\n$/,
    );
  });

  it("tells programs everything, of any stretch", async () => {
    const ends = ["--from", "0", "--to", "4", "--threads", "1"];
    const found = await trm(["verify-run", run, ...ends, "--json"]);
    const result = JSON.parse(found.stdout) as Record<string, unknown>;
    expect(result).toMatchObject({ run, from: 0, to: 4, steps: 4, same: true });
    expect(result["repeated"]).toEqual(result["recorded"]);
  });

  it("exits 3 and names the first difference", async () => {
    const dir = copyTo("changed");
    const metrics = join(dir, "metrics.jsonl");
    const text = readFileSync(metrics, "utf8");
    const changed = text.replace(/("step":6,"loss":)\d/, "$19");
    writeFileSync(metrics, changed);
    const found = await trm(["verify-run", dir]);
    expect(found.exitCode).toBe(3);
    expect(found.stderr).toMatch(
      /\nStep 6 is not the same: loss 9\S+ in metrics.jsonl, \S+ when repeated \(\d\S+ apart\)\.\n$/,
    );
  });

  it.each([
    [["no-run"], /does not exist/],
    [[run, "--from", "4", "--to", "2"], /from step 4 to step 2 has no step/],
    [[run, "--to", "5"], /no checkpoint of step 5; it has those of 2, 4, 6/],
    [[run, "--from", "-1"], /--from expects a whole number/],
  ])("%o is refused in one sentence, exit 2", async (args, words) => {
    const { exitCode, stderr, stdout } = await trm(["verify-run", ...args]);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(words);
    expect(stderr.split("\n")).toHaveLength(2);
  });

  it("refuses a damaged checkpoint that is named, and skips another", async () => {
    const dir = copyTo("damaged");
    writeFileSync(join(dir, "checkpoints/6/model.safetensors"), "x");
    const named = await trm(["verify-run", dir, "--to", "6"]);
    expect(named.exitCode).toBe(2);
    expect(named.stderr).toMatch(/^trm: The checkpoint \S+6 is damaged: /);
    const other = await trm(["verify-run", dir]);
    expect(other.exitCode).toBe(0);
    expect(other.stderr).toMatch(/^Warning: The checkpoint \S+6 is damaged: /);
    expect(other.stderr).toMatch(/Repeating steps 3 to 4 /);
  });

  it("exits 130 on Ctrl-C", async () => {
    let words = "";
    const exitCode = await main(["node", "trm", "verify-run", run], {
      stdout: { write: () => true },
      stderr: {
        write: (text: string) => {
          words += text;
          if (text.startsWith("Repeating")) process.emit("SIGINT");
        },
      },
      stdin: (async function* () {})(),
      env: {},
      now: () => performance.now(),
      startTrainer: trainHere({}),
    });
    expect(exitCode).toBe(130);
    expect(words).toMatch(
      /Stopping after this step; once more ends at once\.\ntrm: Interrupted before/,
    );
  });
});

describe("--checkpoint", () => {
  it("opens the checkpoint of a step, the best and the last one", async () => {
    const evaluated = async (which: string) => {
      const flags = ["--checkpoint", which, "--count", "2", "--json"];
      const { stdout, stderr } = await trm(["eval", run, ...flags]);
      expect(stderr).toBe("");
      return (JSON.parse(stdout) as { step: number }).step;
    };
    expect(await evaluated("2")).toBe(2);
    expect(await evaluated("last")).toBe(6);
    expect(await evaluated("best")).toBe(6);
    const answer = await trm(["generate", run, "--checkpoint", "2", "12|"]);
    expect(answer.exitCode).toBe(0);
    const out = join(scratch, "folder");
    const place = ["--checkpoint", "4", "--out", out];
    expect((await trm(["export", run, ...place])).exitCode).toBe(0);
    const exported = await trm(["eval", out, "--count", "2", "--json"]);
    expect(JSON.parse(exported.stdout)).toMatchObject({ step: 4 });
  });

  it.each([
    [["eval", run, "--checkpoint", "3"], /step 3; it has those of 2, 4, 6/],
    [["generate", run, "12|", "--checkpoint", "3"], /it has those of 2, 4, 6/],
    [["export", run, "--out", "x", "--checkpoint", "3"], /those of 2, 4, 6/],
    [["eval", run, "--checkpoint", "1.5"], /expects last, best or the step/],
    [["export", run, "--check", "--checkpoint", "2"], /writes nothing/],
  ])("%o is refused in one sentence, exit 2", async (args, words) => {
    const { exitCode, stderr } = await trm(args);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(words);
    expect(stderr.split("\n")).toHaveLength(2);
  });

  it("says that a damaged checkpoint was passed over, and reads a step of a run only", async () => {
    const dir = copyTo("passed-over");
    writeFileSync(join(dir, "checkpoints/6/manifest.json"), "{}");
    const found = await trm(["generate", dir, "12|"]);
    expect(found.exitCode).toBe(0);
    expect(found.stderr).toMatch(
      /^The checkpoint \S+6 is damaged \(.*\), so that of step 4 is used\.\n$/,
    );
    const folder = join(scratch, "folder");
    const refused = await trm(["eval", folder, "--checkpoint", "last"]);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toMatch(/is a model folder, which has one state/);
  });
});
