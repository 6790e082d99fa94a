/** @file Sweeps by the built command that are killed on the way, in every manner. */
import { nodeFileSystem, readLock } from "@trm/storage";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { BIN, runBin, startBin, trainerOf } from "./start-bin";
import { begun, foundIn, idsOf, stepsOf, writeSuite } from "./tiny-suite";

/** Writes a suite of one run per seed. */
export const writeRuns = (steps: number, seeds: number): void =>
  writeSuite({
    base: {
      ...{ arch: "dense", task: "copy", length: 2, budget: 2 },
      model: { nEmbd: 16, nHead: 2, blockSize: 16 },
      training: { steps, batchSize: 4 },
      evaluation: { everySteps: 50, count: 4 },
      checkpoint: { everySteps: 20 },
    },
    seeds: Array.from({ length: seeds }, (_, i) => i + 1),
  });

/** Runs the suite; the folder follows. */
export const RUN = ["sweep", "run", "s.json", "--jobs", "2", "--out"] as const;

/** Whether a process that runs holds a run: a killed one leaves its lock, and perhaps a process that nobody has waited for. */
const isHeld = (run: string): boolean =>
  readLock(nodeFileSystem, `${run}/run.lock`)?.alive === "yes";

/** Whether a run is under way and has a checkpoint to go on from. */
const isMidway = (run: string): boolean =>
  isHeld(run) &&
  !existsSync(`${run}/done.json`) &&
  existsSync(`${run}/checkpoints`) &&
  readdirSync(`${run}/checkpoints`).some((step) => Number(step) >= 20);

/** The folder of a run that is on its way. */
export async function midway(dir: string): Promise<string> {
  for (;;) {
    const run = begun(dir).find(isMidway);
    if (run !== undefined) return run;
    await pause(5);
  }
}

/** Starts a sweep in a process group of its own. */
function startGroup(dir: string): ChildProcess & { readonly pid: number } {
  const child = spawn(process.execPath, [BIN, ...RUN, dir], {
    ...{ detached: true, stdio: "ignore" },
  });
  const { pid } = child;
  if (pid === undefined) throw new Error("the sweep did not start");
  return Object.assign(child, { pid });
}

/** Kills a process that trains, hears of it, and kills the command. */
export async function killChildThenParent(dir: string): Promise<void> {
  // A process of an earlier command that still dies is not this command's.
  while (begun(dir).some(isHeld)) await pause(5);
  const sweep = startBin([...RUN, dir]);
  process.kill(trainerOf(await midway(dir)), "SIGKILL");
  await sweep.says(/seed \d failed: The training process was killed/);
  sweep.kill("SIGKILL");
  expect((await sweep.ended).exitCode).toBeNull();
}

/** Kills the command, which leaves its processes to end by themselves. */
export async function killParent(dir: string): Promise<void> {
  const sweep = startBin([...RUN, dir]);
  await midway(dir);
  sweep.kill("SIGKILL");
  expect((await sweep.ended).exitCode).toBeNull();
}

/** Kills everything at once. */
export async function killGroup(dir: string): Promise<void> {
  const sweep = startGroup(dir);
  await midway(dir);
  process.kill(-sweep.pid, "SIGKILL");
  await once(sweep, "exit");
}

/** Does the rest of a sweep that was killed, and compares it with one that was not: every run done, every step told once. */
export async function expectUndisturbed(
  dir: string,
  steps: number,
): Promise<void> {
  const last = await runBin([...RUN, dir]);
  expect(last.stderr).not.toContain("failed");
  const calm = await runBin([...RUN, "calm"]);
  expect(last).toMatchObject({ exitCode: 0, stdout: calm.stdout });
  expect(begun(dir)).toHaveLength(idsOf(dir).length);
  const all = Array.from({ length: steps }, (_, i) => i + 1);
  for (const run of begun(dir)) {
    expect(existsSync(`${run}/done.json`)).toBe(true);
    expect(stepsOf(run)).toEqual(all);
  }
  expect(foundIn(dir)).toEqual(foundIn("calm"));
}
