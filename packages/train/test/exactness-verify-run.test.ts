/** @file verifyRun finds what was changed in a run, and changes nothing. */
import { createHash } from "node:crypto";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  CheckpointError,
  RunFolderError,
  runPaths,
  train,
  verifyRun,
  type TrainConfig,
  type VerifyRunEvent,
  type VerifyRunOptions,
} from "@trm/train";
import { initParameters } from "@trm/models";
import { beforeAll, describe, expect, it } from "vitest";
import { filesBelow, tinyRun, withEngine } from "./support";

const { engine, newDir } = withEngine();

const config = tinyRun({
  model: { dropout: 0.2 },
  training: { steps: 9, emaDecay: 0.9, schedule: "cosine", warmupSteps: 2 },
  checkpoint: { everySteps: 3, keepLast: 3 },
});

async function trained(more: Partial<TrainConfig> = {}): Promise<string> {
  const dir = newDir();
  await train({ dir, config: { ...config, ...more }, engine: engine() });
  return dir;
}

const verify = (dir: string, options: VerifyRunOptions = {}) =>
  verifyRun(dir, { engine: engine(), ...options });

/** The warnings of a repetition. */
async function warningsOf(dir: string, options: VerifyRunOptions = {}) {
  const warnings: string[] = [];
  const onEvent = (event: VerifyRunEvent): void => {
    if (event.type === "warning") warnings.push(event.message);
  };
  const result = await verify(dir, { ...options, onEvent });
  return { result, warnings };
}

const checkpointFile = (dir: string, step: number, name: string): string =>
  join(runPaths(dir).checkpoints, String(step), name);

/** Changes a file of a checkpoint and makes the manifest agree. */
function forge(
  dir: string,
  step: number,
  name: string,
  change: (bytes: Buffer) => void,
): void {
  const path = checkpointFile(dir, step, name);
  const bytes = readFileSync(path);
  change(bytes);
  writeFileSync(path, bytes);
  const manifestPath = checkpointFile(dir, step, "manifest.json");
  const manifest = JSON.parse(readFileSync(manifestPath, "utf8")) as {
    files: Record<string, { bytes: number; sha256: string }>;
  };
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  manifest.files[name] = { bytes: bytes.length, sha256 };
  writeFileSync(manifestPath, JSON.stringify(manifest));
}

/** The lowest bit of the file's last value. */
const flipLast = (bytes: Buffer): void => {
  bytes[bytes.length - 4]! ^= 1;
};

function changeLine(
  dir: string,
  step: number,
  change: (line: string) => string,
) {
  const { metrics } = runPaths(dir);
  const lines = readFileSync(metrics, "utf8").split("\n");
  const changed = lines.map((line) =>
    line.startsWith(`{"step":${step},`) ? change(line) : line,
  );
  writeFileSync(metrics, changed.join("\n"));
}

describe("verifyRun", () => {
  let original: string;
  beforeAll(async () => {
    original = await trained();
  });
  const copy = (): string => {
    const dir = newDir();
    cpSync(original, dir, { recursive: true });
    return dir;
  };

  it("finds every stretch of a run the same, and writes nothing", async () => {
    const before = filesBelow(original);
    const events: VerifyRunEvent[] = [];
    const last = await verify(original, { onEvent: (e) => events.push(e) });
    expect(last).toMatchObject({ from: 6, to: 9, same: true, changes: [] });
    expect(last.repeated).toEqual(last.recorded);
    expect(Object.keys(last.repeated)).toEqual(["params", "m", "v", "ema"]);
    expect(events).toEqual([
      { type: "start", from: 6, to: 9, engine: engine().description },
      ...[7, 8, 9].map((step) => ({ type: "step", step, to: 9, same: true })),
    ]);
    for (const ends of [
      { from: 0, to: 3 },
      { from: 0 },
      { from: 3, to: 9 },
      { from: 3, to: 6 },
    ])
      expect(await verify(original, ends)).toMatchObject({
        to: 9,
        ...ends,
        same: true,
      });
    expect(await verify(original, { to: 6 })).toMatchObject({ from: 3, to: 6 });
    expect(await verify(original, { to: 3 })).toMatchObject({ from: 0, to: 3 });
    expect(filesBelow(original)).toEqual(before);
  });

  it("finds a flipped bit of a moment in the checkpoint at either end", async () => {
    const end = copy();
    forge(end, 9, "optimizer.safetensors", flipLast);
    const { same, firstDifference, recorded, repeated } = await verify(end);
    expect(same).toBe(false);
    expect(firstDifference?.step).toBe(9);
    expect(firstDifference?.what).toMatch(
      /^v differs from the checkpoint in 1 of \d+ values, the first in \S+$/,
    );
    expect(firstDifference?.by).toBeGreaterThan(0);
    expect(repeated.params).toBe(recorded.params);
    expect(repeated.v).not.toBe(recorded.v);

    const start = copy();
    forge(start, 6, "optimizer.safetensors", (bytes) => {
      // The highest bit of the exponent's lower half: enough to be seen in what follows.
      bytes[bytes.length - 2]! ^= 0x80;
    });
    expect(await verify(start)).toMatchObject({ same: false });
    expect(await verify(start, { from: 0, to: 3 })).toMatchObject({
      same: true,
    });
  });

  it("finds a number that was changed in metrics.jsonl, and a line that is gone", async () => {
    const dir = copy();
    changeLine(dir, 8, (line) => line.replace(/"loss":(\d)/, '"loss":1$1'));
    const changed = await verify(dir);
    expect(changed.same).toBe(false);
    expect(changed.firstDifference?.step).toBe(8);
    expect(changed.firstDifference?.what).toMatch(
      /^loss 1\d\S+ in metrics.jsonl, \d\.\d+ when repeated$/,
    );
    expect(changed.firstDifference?.by).toBeCloseTo(10);
    expect(changed.repeated).toEqual(changed.recorded);
    changeLine(dir, 7, () => "");
    expect((await verify(dir)).firstDifference).toEqual({
      step: 7,
      what: "metrics.jsonl has no line of it",
    });
  });

  it("skips a damaged checkpoint and says so, but not one that was named", async () => {
    const dir = copy();
    writeFileSync(checkpointFile(dir, 9, "model.safetensors"), "");
    const { result, warnings } = await warningsOf(dir);
    expect(result).toMatchObject({ from: 3, to: 6, same: true });
    expect(warnings).toEqual([expect.stringMatching(/9 is damaged: [^\n]+$/)]);
    await expect(verify(dir, { to: 9 })).rejects.toThrow(/9 is damaged/);
    await expect(verify(dir, { from: 9 })).rejects.toThrow(CheckpointError);
  });

  it("begins with the seed where there is one checkpoint, and with none refuses", async () => {
    const dir = copy();
    const remove = (step: number): void =>
      rmSync(join(runPaths(dir).checkpoints, String(step)), {
        recursive: true,
      });
    [3, 6].forEach(remove);
    expect(await verify(dir)).toMatchObject({ from: 0, to: 9, same: true });
    remove(9);
    await expect(verify(dir)).rejects.toThrow(
      /has no good checkpoint after step 0 to compare with/,
    );
  });

  it.each([
    [{ from: 6, to: 3 }, /from step 6 to step 3 has no step in it/],
    [{ from: 3, to: 3 }, /from step 3 to step 3 has no step in it/],
    [{ to: 4 }, /no checkpoint of step 4; it has those of 3, 6, 9/],
    [{ from: 4 }, /no checkpoint of step 4; it has those of 3, 6, 9/],
    [{ from: 9 }, /no good checkpoint after step 9/],
  ])("refuses %o", async (ends, words) => {
    await expect(verify(original, ends)).rejects.toThrow(words);
    await expect(verify(original, ends)).rejects.toThrow(CheckpointError);
  });

  it("repeats a run that began with given weights from its checkpoint of step 0", async () => {
    const dir = newDir();
    const probe = await trained({});
    const { modelConfig } = JSON.parse(
      readFileSync(runPaths(probe).record, "utf8"),
    ) as { modelConfig: Parameters<typeof initParameters>[0] };
    const params = initParameters(modelConfig, 99);
    const init = { path: "given", modelConfig, params };
    const kept = {
      ...config,
      checkpoint: { ...config.checkpoint, keepLast: 9 },
    };
    await train({ dir, config: kept, init, engine: engine() });
    expect(await verify(dir, { from: 0 })).toMatchObject({ same: true, to: 9 });
    rmSync(join(runPaths(dir).checkpoints, "0"), { recursive: true });
    await expect(verify(dir, { from: 0 })).rejects.toThrow(
      /no checkpoint of step 0/,
    );
  });

  it("warns where versions are not what they were", async () => {
    const dir = copy();
    const { record } = runPaths(dir);
    const text = readFileSync(record, "utf8");
    writeFileSync(record, text.replace(/"node": "[^"]+"/, '"node": "1.2.3"'));
    const { result, warnings } = await warningsOf(dir);
    const change = `Node 1.2.3 then, ${process.versions.node} now`;
    expect(result).toMatchObject({ same: true, changes: [change] });
    expect(warnings).toEqual([expect.stringContaining(change)]);
  });

  it("stops between steps when it is asked to", async () => {
    const controller = new AbortController();
    const steps: number[] = [];
    const reason = new Error("enough");
    const verifying = verify(original, {
      from: 0,
      signal: controller.signal,
      onEvent: (event) => {
        if (event.type !== "step") return;
        steps.push(event.step);
        setImmediate(() => controller.abort(reason));
      },
    });
    await expect(verifying).rejects.toBe(reason);
    expect(steps).toEqual([1]);
  });

  it("makes an engine as the run's runtime says, but for what is asked", async () => {
    const { changes } = await verifyRun(original, {
      runtime: { threads: 2 },
    });
    expect(changes).toEqual([
      "engine on cpu, 1 threads then, on cpu, 2 threads now",
    ]);
  });

  it("refuses a folder that is no run", async () => {
    await expect(verify(newDir())).rejects.toThrow(RunFolderError);
  });
});
