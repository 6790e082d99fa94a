/** @file Runs that another sweep has done are done, and nothing else is. */
import { type FileSystem } from "@trm/storage";
import {
  createSimulatedDisk,
  failAt,
  seededRandom,
  SimulatedCrash,
} from "@trm/storage/testing";
import { describe, expect, it } from "vitest";
import {
  collect,
  executeRun,
  expandSuite,
  readReusable,
  readSweep,
  reuseRecords,
  runStatus,
  SweepError,
  writePlan,
  type PlannedRun,
} from "@trm/experiments";
import { tiny } from "./suites";

/** Stops early, so that the number of steps is not the plan's. */
const EARLY = {
  base: {
    ...{ task: "copy", length: 3, budget: 2 },
    model: { nEmbd: 8, nHead: 2, blockSize: 16 },
    training: { steps: 6, batchSize: 4 },
    evaluation: { everySteps: 2, count: 4 },
    earlyStop: { metric: "charAcc", threshold: 0, steps: 2 },
  },
};

const source = expandSuite(tiny(EARLY));
const [shared] = source.runs as [PlannedRun, PlannedRun];
/** Has a run of {@link source}, and another. */
const other = expandSuite(
  tiny({ ...EARLY, name: "other", axes: { arch: ["iterative", "dense"] } }),
);

/** A sweep of which the run that both have is done. */
async function doneDisk(): Promise<FileSystem> {
  const files = createSimulatedDisk();
  writePlan("/a", source, files);
  await executeRun("/a", shared, { files });
  return files;
}

describe("a sweep that reuses another", () => {
  it("has its record, and the steps that it took, without computing", async () => {
    const files = await doneDisk();
    collect("/a", "/results/a", files);
    for (const [i, from] of ["/a", "/results/a", "/results"].entries()) {
      const dir = `/b${i}`;
      writePlan(dir, other, files);
      const taken = reuseRecords(
        dir,
        other,
        readReusable([from], files),
        files,
      );
      expect(taken.map(({ id }) => id)).toEqual([shared.id]);
      const [missing, run] = other.runs as [PlannedRun, PlannedRun];
      const sweep = readSweep(dir, files);
      expect(sweep.records.get(shared.id)).toEqual(
        readSweep("/a", files).records.get(shared.id),
      );
      expect(sweep.missing).toEqual([missing]);
      expect(runStatus(dir, run, { files })).toEqual({
        ...{ status: "done", step: 4, steps: 6 },
      });
      expect(runStatus(dir, missing, { files }).status).toBe("waiting");
      expect(await executeRun(dir, run, { files })).toBe("already-done");
    }
  });

  it("leaves what it has begun itself", async () => {
    const files = await doneDisk();
    writePlan("/b", other, files);
    const run = other.runs[1] as PlannedRun;
    const stop = AbortSignal.abort();
    await executeRun("/b", run, { files, signal: stop });
    const before = runStatus("/b", run, { files });
    expect(before.status).toBe("interrupted");
    const reusable = readReusable(["/a"], files);
    expect(reuseRecords("/b", other, reusable, files)).toEqual([]);
    expect(runStatus("/b", run, { files })).toEqual(before);
  });

  it("takes nothing of other numbers", async () => {
    const files = await doneDisk();
    const longer = expandSuite(tiny());
    writePlan("/b", longer, files);
    const reusable = readReusable(["/a"], files);
    expect(reusable.size).toBe(1);
    expect(reuseRecords("/b", longer, reusable, files)).toEqual([]);
  });

  it("killed on the way has each run whole or not at all", async () => {
    const reusable = readReusable(["/a"], await doneDisk());
    for (let at = 1; ; at += 1) {
      const files = createSimulatedDisk();
      writePlan("/b", other, files);
      const failing = failAt(files, at, { crash: true });
      try {
        reuseRecords("/b", other, reusable, failing);
        expect(at).toBeGreaterThan(10);
        return;
      } catch (error) {
        expect(error).toBeInstanceOf(SimulatedCrash);
        const survivor = files.crash(seededRandom(at));
        const run = other.runs[1] as PlannedRun;
        expect(["done", "waiting"]).toContain(
          runStatus("/b", run, { files: survivor }).status,
        );
        reuseRecords("/b", other, reusable, survivor);
        expect(readSweep("/b", survivor).records.size).toBe(1);
      }
    }
  });

  it("refuses what holds no sweep", () => {
    const files = createSimulatedDisk();
    expect(() => readReusable(["/gone"], files)).toThrow(SweepError);
  });
});
