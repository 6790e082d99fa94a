/** @file Folders of runs: real ones, and whatever else may lie there. */
import {
  describeRunDetails,
  describeRunState,
  listRuns,
  readCurves,
  readMetrics,
  runPaths,
  RunFolderError,
  train,
} from "@trm/train";
import { acquireLock, nodeFileSystem } from "@trm/storage";
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tinyRun, withEngine } from "./support";

const root = mkdtempSync(join(tmpdir(), "trm-runs-"));
afterAll(() => rmSync(root, { recursive: true }));
let copies = 0;

/** A copy of a folder, in a folder of its own. */
const copyOf = (dir: string, name = "run"): string => {
  const copy = join(root, `copy-${(copies += 1)}`, name);
  cpSync(dir, copy, { recursive: true });
  return copy;
};

const { engine } = withEngine();
const runs = join(root, "runs");
const done = join(runs, "done");
const stopped = join(runs, "stopped");

beforeAll(async () => {
  const evaluate = (_: unknown, step: number) =>
    Promise.resolve({ charAcc: step / 10 });
  const config = tinyRun({ evaluation: { everySteps: 2 } });
  const shared = { engine: engine(), config, evaluate };
  await train({ ...shared, dir: done });
  const interrupt = new AbortController();
  await train({
    ...shared,
    dir: stopped,
    signal: interrupt.signal,
    onEvent: (event) => {
      if (event.type === "step" && event.step === 5) interrupt.abort();
    },
  });
  cpSync(done, join(runs, "suite", "runs", "a"), { recursive: true });
  cpSync(stopped, join(runs, "suite", "runs", "b"), { recursive: true });
});

describe("a list of runs", () => {
  it("has runs, and those of suites, the latest change first", () => {
    const rows = listRuns(runs);
    expect(rows.map(({ name }) => name).sort()).toEqual([
      ...["done", "stopped", "suite/runs/a", "suite/runs/b"],
    ]);
    const times = rows.map(({ updatedMs }) => updatedMs);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  it("says how far each is and how good", () => {
    const lines = readMetrics(runPaths(done).metrics);
    const last = lines.findLast((line) => "loss" in line);
    expect(describeRunState(done)).toMatchObject({
      ...{ name: "done", state: "done", step: 6, steps: 6 },
      loss: last?.loss,
      evaluation: { step: 6, evaluation: { charAcc: 0.6 } },
      damaged: [],
    });
    expect(describeRunState(stopped)).toMatchObject({
      ...{ state: "stopped", step: 5, steps: 6 },
      evaluation: { step: 4 },
    });
  });

  it("of a run that was killed is where it goes on, not where its log ends", () => {
    const dir = copyOf(stopped);
    const end = '{"step":6,"loss":99}\n{"step":6,"evaluation":{"charAcc":9}}\n';
    appendFileSync(runPaths(dir).metrics, end);
    const before = describeRunState(stopped);
    expect(describeRunState(dir)).toMatchObject({
      ...{ step: 5, loss: before.loss, evaluation: before.evaluation },
    });
    const lock = acquireLock(nodeFileSystem, runPaths(dir).lock);
    expect(describeRunState(dir)).toMatchObject({ step: 6, loss: 99 });
    lock.release();
  });

  it("says who trains a run, until that process is gone", () => {
    const dir = copyOf(stopped);
    const lock = acquireLock(nodeFileSystem, runPaths(dir).lock);
    expect(describeRunState(dir)).toMatchObject({
      ...{ state: "running", holder: { pid: process.pid, alive: "yes" } },
    });
    lock.release();
    expect(describeRunState(dir).state).toBe("stopped");
  });

  it("of a run folder is that run", () => {
    expect(listRuns(done).map(({ name }) => name)).toEqual(["done"]);
    const suite = listRuns(join(runs, "suite")).map(({ name }) => name);
    expect(suite.sort()).toEqual(["runs/a", "runs/b"]);
  });

  it("is refused where there is no folder", () => {
    for (const path of [join(root, "absent"), join(done, "run.json")])
      expect(() => listRuns(path)).toThrow(RunFolderError);
  });

  it("follows a link to a run on another disk", () => {
    const dir = join(root, "links");
    mkdirSync(dir);
    symlinkSync(done, join(dir, "there"));
    symlinkSync(join(dir, "loop"), join(dir, "loop"));
    expect(listRuns(dir).map(({ name }) => name)).toEqual(["there"]);
  });
});

/** What may be done to a run, and what it is then. */
const DAMAGE: readonly [string, (dir: string) => void, string][] = [
  ["empty", (dir) => rmSync(dir, { recursive: true }), "unreadable"],
  ["half a run.json", (dir) => truncateSync(join(dir, "run.json"), 20), "unreadable"],
  ["another JSON", (dir) => writeFileSync(join(dir, "run.json"), "[1]"), "unreadable"],
  ["a prototype", (dir) => writeFileSync(join(dir, "run.json"), '{"__proto__":{"config":1},"config":{}}'), "unreadable"],
  ["an unknown key", (dir) => writeFileSync(join(dir, "run.json"), '{"config":{"arch":"ut","task":"copy","x":1}}'), "unreadable"],
  ["a huge run.json", (dir) => writeFileSync(join(dir, "run.json"), " ".repeat(2 ** 21)), "unreadable"],
  ["a folder for run.json", (dir) => { rmSync(join(dir, "run.json")); mkdirSync(join(dir, "run.json")); }, "unreadable"],
  ["a link for run.json", (dir) => { rmSync(join(dir, "run.json")); symlinkSync("/etc/hostname", join(dir, "run.json")); }, "unreadable"],
  ["no metrics", (dir) => rmSync(join(dir, "metrics.jsonl")), "done"],
  ["a link for the metrics", (dir) => { rmSync(join(dir, "metrics.jsonl")); symlinkSync("/dev/zero", join(dir, "metrics.jsonl")); }, "done"],
  ["a folder for the metrics", (dir) => { rmSync(join(dir, "metrics.jsonl")); mkdirSync(join(dir, "metrics.jsonl")); }, "done"],
  ["no metrics but bytes", (dir) => writeFileSync(join(dir, "metrics.jsonl"), new Uint8Array(3e5)), "done"],
  ["wild lines", (dir) => appendFileSync(join(dir, "metrics.jsonl"), '{"step":1e300}\n{"step":"6"}\nnull\n{"step":6,"evaluation":[1]}\n{"step":-1}\n'), "done"],
  ["a done.json of nothing", (dir) => writeFileSync(join(dir, "done.json"), ""), "stopped"],
  ["a lock of nobody", (dir) => writeFileSync(join(dir, "run.lock"), "{}"), "done"],
  ["no checkpoints", (dir) => rmSync(join(dir, "checkpoints"), { recursive: true }), "done"],
  ["odd names", (dir) => mkdirSync(join(dir, "checkpoints", "1e3")), "done"],
]; // prettier-ignore

describe("a folder with", () => {
  it.each(DAMAGE)("%s is a row", (_, damage, state) => {
    const dir = copyOf(done);
    damage(dir);
    mkdirSync(dir, { recursive: true });
    const [row] = listRuns(join(dir, ".."));
    expect(row?.state).toBe(state);
    expect(row?.reason === undefined).toBe(state !== "unreadable");
    if (state !== "unreadable") expect(row?.steps).toBe(6);
  });

  it("a file for its checkpoints is unreadable", () => {
    const dir = copyOf(done);
    rmSync(join(dir, "checkpoints"), { recursive: true });
    writeFileSync(join(dir, "checkpoints"), "");
    expect(describeRunState(dir)).toMatchObject({ state: "unreadable" });
  });

  it("damaged checkpoints says which, and which is the best", () => {
    const dir = copyOf(done);
    const { checkpoints } = runPaths(dir);
    const model = join(checkpoints, "6", "model.safetensors");
    cpSync(join(checkpoints, "6"), join(checkpoints, "3.damaged"), {
      recursive: true,
    });
    truncateSync(model, 9);
    const damaged = describeRunState(dir).damaged;
    expect(damaged.map(({ step }) => step)).toEqual([3, 6]);
    expect(damaged[1]?.reason).toMatch(/^model.safetensors has 9 bytes/);
    const found = describeRunDetails(dir).checkpoints;
    expect(found.filter((one) => one.damaged).map(({ step }) => step)).toEqual([
      3, 6,
    ]);
    expect(found.filter(({ last }) => last)).toHaveLength(1);
    const whole = describeRunDetails(done).checkpoints;
    expect(whole.filter(({ best }) => best).map(({ step }) => step)).toEqual([
      6,
    ]);
  });
});

describe("a run in full", () => {
  it("says what was chosen, where it began, and its sessions", () => {
    const { chosen, environment, createdAt, sessions } =
      describeRunDetails(done);
    expect(chosen).toContainEqual({
      ...{ key: "training.steps", value: 6, usual: 5000 },
    });
    expect(chosen.map(({ key }) => key)).not.toContain("training.beta1");
    expect(environment?.versions.node).toBe(process.versions.node);
    expect(Date.parse(createdAt ?? "")).toBeLessThanOrEqual(Date.now());
    expect(sessions).toEqual([1]);
  });

  it("has the curves of its metrics", () => {
    const curves = readCurves(done);
    const lines = readMetrics(runPaths(done).metrics);
    const losses = lines.flatMap((line) => ("loss" in line ? [line.loss] : []));
    expect(curves.get("train/loss")?.map(({ mean }) => mean)).toEqual(losses);
    expect(
      curves.get("eval/charAcc")?.map(({ from, mean }) => [from, mean]),
    ).toEqual([
      [2, 0.2],
      [4, 0.4],
      [6, 0.6],
    ]);
    const few = readCurves(done, { mostPoints: 2 }).get("train/loss");
    expect(few?.map(({ from, to }) => [from, to])).toEqual([
      [1, 3],
      [4, 6],
    ]);
  });

  it("leaves out what is no number", () => {
    const dir = copyOf(done);
    appendFileSync(
      runPaths(dir).metrics,
      '{"step":7,"loss":null}\n{"step":8,"evaluation":{"charAcc":null,"x":1}}\n',
    );
    const curves = readCurves(dir);
    expect(curves.get("train/loss")).toHaveLength(6);
    expect(curves.get("eval/charAcc")).toHaveLength(3);
    expect(curves.get("eval/x")).toHaveLength(1);
  });
});
