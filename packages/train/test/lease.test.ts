/** @file A run that a scheduler starts again on another machine while the first one is silent. */
import { runPaths, type TrainOptions } from "@trm/train";
import { readJsonInside, writeWholeJson, type FileSystem } from "@trm/storage";
import { createSimulatedDisk } from "@trm/storage/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DIR, recordOf, stopsEarly, trainOn, truthOf } from "./faults-run";

// A repository tells nothing here, and asking it takes longer than the run.
vi.mock("node:child_process", () => ({
  execFileSync: () => {
    throw new Error("no repository");
  },
}));

/** Makes the holder of the lock one of another machine; its token stays, so that it does not notice. */
function moveHolder(files: FileSystem): void {
  const { lock } = runPaths(DIR);
  const holder = readJsonInside(files, DIR, "run.lock");
  writeWholeJson(files, lock, { ...holder, host: "node-1" });
}

const after = (silentMs: number): TrainOptions["lock"] => ({
  leaseMs: 60_000,
  now: () => Date.now() + silentMs,
});

describe("a run with a lease", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date", "performance"], now: 1e12 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("goes on elsewhere to the same end, and its first holder writes nothing more", async () => {
    const truth = await truthOf(stopsEarly);
    const disk = createSimulatedDisk();
    const warnings: string[] = [];
    const second = (silentMs: number) =>
      trainOn(disk, {
        ...{ ...stopsEarly, lock: after(silentMs) },
        onEvent: (event) => {
          if (event.type === "warning") warnings.push(event.message);
        },
      });
    const first = trainOn(disk, {
      ...stopsEarly,
      evaluate: async (model, step) => {
        if (step === 4) {
          moveHolder(disk);
          await expect(second(50_000)).rejects.toMatchObject({
            name: "RunLockedError",
          });
          expect((await second(70_000)).status).toBe("completed");
          vi.advanceTimersByTime(70_000);
        }
        return stopsEarly.evaluate(model, step);
      },
    });
    await expect(first).rejects.toMatchObject({ name: "LockLostError" });
    expect(warnings).toEqual([
      expect.stringMatching(
        /^The run was held by process \d+ of node-1, which has died or been silent for longer than the lease, so its lock was taken over\.$/,
      ),
    ]);
    expect(recordOf(disk)).toEqual(truth.record);
  });

  it("lost while it is concluded lets its first holder conclude nothing", async () => {
    const disk = createSimulatedDisk();
    const concluded: string[] = [];
    const first = trainOn(disk, {
      conclude: async (_, __, ___, check) => {
        moveHolder(disk);
        const { status } = await trainOn(disk, {
          lock: after(70_000),
          conclude: (_model, _ending, _signal, checkToo) => {
            checkToo();
            concluded.push("second");
            return Promise.resolve();
          },
        });
        expect(status).toBe("completed");
        check();
        concluded.push("first");
      },
    });
    await expect(first).rejects.toMatchObject({ name: "LockLostError" });
    expect(concluded).toEqual(["second"]);
  });
});
