/** @file The run of the fault suite, and what must hold of its folder after anything that a disk can do. */
import {
  loadRun,
  parseTrainConfig,
  runPaths,
  train,
  type EvaluatedModel,
  type TrainOptions,
} from "@trm/train";
import {
  openAppendFile,
  readJsonInside,
  writeWholeFolder,
  type FileSystem,
} from "@trm/storage";
import { createSimulatedDisk, type SimulatedDisk } from "@trm/storage/testing";
import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { expect } from "vitest";
import { fakeEngine } from "./fake-engine";
import { checkpointRecord, linesOf, readBytes } from "./support";

export const STEPS = 5;
export const DIR = "/disk/run";

/** Checkpoints at 2, 4 and 5, and at 3 because its evaluation is the best; the older ones go, that of 3 stays. */
export const config = parseTrainConfig({
  arch: "dense",
  task: "copy",
  length: 1,
  budget: 1,
  model: { nEmbd: 2, nHead: 1, blockSize: 3, dropout: 0 },
  training: { steps: STEPS, batchSize: 1, emaDecay: 0.5 },
  evaluation: { everySteps: 3 },
  checkpoint: { everySteps: 2, keepLast: 1, best: "score" },
  runtime: { threads: 1 },
});

const SCORES: Readonly<Record<number, number>> = { 3: 0.9, 5: 0.9 };

const evaluate = (_: EvaluatedModel, step: number) =>
  Promise.resolve({ score: SCORES[step] ?? NaN });

/** What is asked for besides, of a run that has nine steps and stops after the sixth: from 4 on it is good enough. */
export const stopsEarly = {
  config: parseTrainConfig({
    ...config,
    training: { ...config.training, steps: 9 },
    evaluation: { everySteps: 2 },
    earlyStop: { metric: "score", threshold: 0.5, steps: 2 },
    checkpoint: { ...config.checkpoint, everySteps: 3 },
  }),
  evaluate: (_: EvaluatedModel, step: number) =>
    Promise.resolve({ score: step < 4 ? 0.1 : 0.9, row: [step, 0.5] }),
} satisfies Partial<TrainOptions>;

/** Nobody is alive but this process, and time flies. */
const lock: TrainOptions["lock"] = {
  isAlive: () => false,
  now: () => Date.now() + 60_000,
};

/** Trains on a disk; a run that is there goes on. */
export const trainOn = (
  files: FileSystem,
  options: Partial<TrainOptions> = {},
) =>
  train({
    ...{ dir: DIR, files, engine: fakeEngine, evaluate, lock },
    ...(files.status(runPaths(DIR).record) ? { resume: true } : { config }),
    ...options,
  });

/** One life of the process: how far the run said that it came, and how it ended. */
export async function live(
  files: FileSystem,
  options: Partial<TrainOptions> = {},
) {
  let safe = -1;
  try {
    const { status } = await train({
      ...{ dir: DIR, files, engine: fakeEngine, evaluate, lock, config },
      onEvent: (event) => {
        if (event.type === "checkpoint") safe = event.step;
      },
      ...options,
    });
    return { safe, status };
  } catch (error) {
    return { safe, error };
  }
}

/** The steps whose numbers an event file holds: frames of length, its checksum, an event and its checksum. */
function stepsOfEvents(bytes: Uint8Array): number[] {
  const steps: number[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length;) {
    const size = Number(view.getBigUint64(at, true));
    // An event begins with its time, a double; a step of 0 is left out, and ours are below 128.
    const [tag, step = 0, content] = bytes.subarray(at + 21, at + 24);
    if (tag === 0x10 && content === 0x2a) steps.push(step);
    at += 16 + size;
  }
  return steps;
}

/** All that must be the same in every repetition of the run. */
export function recordOf(files: FileSystem) {
  const { checkpoints, metrics, done } = runPaths(DIR);
  const lines = linesOf(DIR, files);
  const bytes = readBytes(files, metrics);
  const names = files.list(checkpoints);
  expect(names.filter((name) => name.startsWith("."))).toEqual([]);
  const steps = names.filter((name) => /^\d+$/.test(name));
  const states = steps.map((name) => {
    const path = join(checkpoints, name);
    const { logs, record } = checkpointRecord(path, files);
    const before = new TextDecoder().decode(bytes.subarray(0, logs.metrics));
    const last = before.trimEnd().split("\n").at(-1) ?? "";
    // The logs of a checkpoint end with its own step.
    expect(before.endsWith("\n")).toBe(true);
    expect(JSON.parse(last)).toMatchObject({ step: record.state.step });
    return record;
  });
  const { finishedAt, elapsedSeconds, ...end } = readJsonInside(
    files,
    DIR,
    basename(done),
  );
  expect([typeof finishedAt, typeof elapsedSeconds]).toEqual([
    ...["string", "number"],
  ]);
  const events = files
    .list(DIR)
    .filter((name) => name.includes("tfevents"))
    .flatMap((name) => stepsOfEvents(readBytes(files, join(DIR, name))));
  return { lines, states, events, end };
}

/** What the run had at each step, from a run that nothing disturbs. */
export interface Truth {
  /** what it is asked for besides */
  readonly options: Partial<TrainOptions>;
  readonly record: ReturnType<typeof recordOf>;
  readonly weights: ReadonlyMap<number, Float32Array>;
  /** disks from which the run has gone on to its end */
  readonly seen: Set<string>;
}

export async function truthOf(
  options: Partial<TrainOptions> = {},
): Promise<Truth> {
  const disk = createSimulatedDisk();
  const { step: last } = await trainOn(disk, options);
  const everyStep = createSimulatedDisk();
  const checkpoint = { everySteps: 1, keepLast: 99, best: "score" };
  await trainOn(everyStep, {
    ...options,
    config: { ...(options.config ?? config), checkpoint },
  });
  const weights = new Map<number, Float32Array>();
  for (let step = options.init ? 0 : 1; step <= last; step += 1)
    weights.set(
      step,
      loadRun(DIR, { files: everyStep, checkpoint: step }).params,
    );
  return { options, record: recordOf(disk), weights, seen: new Set() };
}

/** Everything on a disk but what chance has drawn: the ends of unfinished names, the token of a lock. */
function fingerprint(files: FileSystem): string {
  const hash = createHash("sha256");
  const walk = (path: string): void => {
    for (const name of files.list(path)) {
      const at = join(path, name);
      hash.update(`${path}/${name.replace(/^(\..*-)[0-9a-f]{8}$/, "$1")}\n`);
      if (files.status(at)?.kind === "folder") walk(at);
      else if (name !== "run.lock") hash.update(readBytes(files, at));
    }
  };
  walk("/");
  return hash.digest("hex");
}

/**
 * What is on a disk loads as a state that the run had, at least as new as it was said to be safe; and the run goes on to
 * the same end.
 */
export async function expectRecovery(
  disk: SimulatedDisk,
  safe: number,
  { options, record, weights, seen }: Truth,
): Promise<void> {
  const before = `${safe} ${fingerprint(disk)}`;
  if (seen.has(before)) return;
  if (disk.status(runPaths(DIR).record) !== undefined && safe >= 0) {
    const loaded = loadRun(DIR, { files: disk });
    expect(loaded.step).toBeGreaterThanOrEqual(safe);
    expect(loaded.params).toEqual(weights.get(loaded.step));
  } else expect(safe).toBe(-1);
  const { status } = await trainOn(disk, options);
  expect(status).toBe("completed");
  expect(recordOf(disk)).toEqual(record);
  seen.add(before);
}

const { checkpoints } = runPaths(DIR);

/** A run that has ended, whose last checkpoint a bit has left. */
export async function damagedRun(): Promise<SimulatedDisk> {
  const disk = createSimulatedDisk();
  await trainOn(disk);
  const file = openAppendFile(disk, join(checkpoints, "5"), "ema.safetensors");
  file.cut(file.size - 1);
  file.sync();
  file.close();
  return disk.settled();
}

/** A run that has ended, killed while its last checkpoint was replaced; the new one is damaged. */
export async function replacedRun(): Promise<SimulatedDisk> {
  const whole = createSimulatedDisk();
  await trainOn(whole);
  const disk = await damagedRun();
  const from = join(checkpoints, "5");
  const to = join(checkpoints, ".replaced-5-01234567");
  writeWholeFolder(disk, to, (write) => {
    for (const name of whole.list(from))
      write(name, [readBytes(whole, join(from, name))]);
  });
  return disk.settled();
}
