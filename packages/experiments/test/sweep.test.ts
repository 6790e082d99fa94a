/** @file A sweep that is killed anywhere and goes on finds what an undisturbed one finds, and says what it has found. */
import { acquireLock, type FileSystem } from "@trm/storage";
import {
  countOperations,
  createSimulatedDisk,
  failAt,
  seededRandom,
  SimulatedCrash,
} from "@trm/storage/testing";
import { describe, expect, it, vi } from "vitest";
import {
  collect,
  forgetFailure,
  readFailure,
  readSweep,
  runFolder,
  writePlan,
} from "@trm/experiments";
import {
  brokenEngine,
  DIR,
  execute,
  first,
  foundOn,
  plan,
  second,
} from "./tiny-sweep";

// A repository tells nothing here, and asking it takes longer than the run.
vi.mock("node:child_process", () => ({
  execFileSync: () => {
    throw new Error("no repository");
  },
}));

/** How often a sweep is killed, spread over its operations. */
const LIVES = 8;

async function sweepOn(files: FileSystem): Promise<void> {
  writePlan(DIR, plan, files);
  for (const run of plan.runs) await execute(files, run);
}

/** A sweep whose first run fails. */
async function failOn(files: FileSystem): Promise<void> {
  writePlan(DIR, plan, files);
  const failing = execute(files, first, { engine: brokenEngine });
  await expect(failing).rejects.toThrow("no such kernel");
}

describe("a sweep", () => {
  it("killed at any operation and run again finds the same", async () => {
    const undisturbed = createSimulatedDisk();
    const operations = await countOperations(sweepOn, undisturbed);
    const expected = foundOn(undisturbed);
    expect(expected).toHaveLength(2);
    const random = seededRandom(1);
    let deaths = 0;
    for (let life = 0; life < LIVES; life += 1) {
      const disk = createSimulatedDisk();
      const at = 1 + Math.floor((operations * (life + random())) / LIVES);
      // Signs of life depend on time, so the last operations may not be reached.
      await sweepOn(failAt(disk, at, { crash: true })).catch(
        (error: unknown) => {
          expect(error).toBeInstanceOf(SimulatedCrash);
          deaths += 1;
        },
      );
      const survivor = disk.crash(random);
      await sweepOn(survivor);
      expect(foundOn(survivor), `killed at ${at}`).toEqual(expected);
    }
    expect(deaths).toBeGreaterThan(LIVES / 2);
  });

  it("is read from its own folder as from a collected one", async () => {
    const files = createSimulatedDisk();
    writePlan(DIR, plan, files);
    await execute(files, second);
    const sweep = readSweep(DIR, files);
    expect(sweep.missing).toEqual([first]);
    expect([...sweep.records.keys()]).toEqual([second.id]);
    expect(collect(DIR, "/out", files)).toEqual(sweep);
    expect(readSweep("/out", files)).toEqual(sweep);
    await execute(files, first);
    collect(DIR, "/out", files);
    const whole = readSweep("/out", files);
    expect([...whole.records.keys()]).toEqual([first.id, second.id]);
    expect(whole).toEqual(readSweep(DIR, files));
    expect(files.list("/out")).toEqual(["plan.json", "records"]);
  });

  it("tells runs that failed from those to come, collected or not, until they are tried again", async () => {
    const files = createSimulatedDisk();
    await failOn(files);
    const sweep = readSweep(DIR, files);
    expect(sweep.missing).toEqual([first, second]);
    expect([...sweep.failures]).toEqual([
      [first.id, expect.objectContaining({ message: "no such kernel" })],
    ]);
    collect(DIR, "/out", files);
    expect(readSweep("/out", files)).toEqual(sweep);
    forgetFailure(DIR, first, files);
    expect(collect(DIR, "/out", files).failures.size).toBe(0);
    expect(readSweep("/out", files).failures.size).toBe(0);
  });

  it("does not call a run failed that is being tried again", async () => {
    const files = createSimulatedDisk();
    await failOn(files);
    expect(readSweep(DIR, files).failures.size).toBe(1);
    acquireLock(files, `${runFolder(DIR, first)}/run.lock`);
    expect(readFailure(DIR, first, files)).toBeDefined();
    expect(readSweep(DIR, files).failures.size).toBe(0);
  });
});
