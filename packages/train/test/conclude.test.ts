/** @file What is computed of a run's final weights: after its last checkpoint, before done.json, whatever interrupts it. */
import { describeRunState, runPaths, type TrainOptions } from "@trm/train";
import { writeWholeJson, type FileSystem } from "@trm/storage";
import {
  countOperations,
  createSimulatedDisk,
  failAt,
  seededRandom,
  SimulatedCrash,
} from "@trm/storage/testing";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { DIR, live, STEPS, stopsEarly, trainOn } from "./faults-run";

// A repository tells nothing here, and asking it takes longer than the run.
vi.mock("node:child_process", () => ({
  execFileSync: () => {
    throw new Error("no repository");
  },
}));
vi.useFakeTimers({ toFake: ["Date", "performance"], now: 1e12 });
afterAll(() => {
  vi.useRealTimers();
});

const { done, checkpoints } = runPaths(DIR);
const RECORD = join(DIR, "record.json");

type Conclude = NonNullable<TrainOptions["conclude"]>;

/** Looks at what there is, then writes a file of its own. */
const concludeOn =
  (files: FileSystem, calls: unknown[] = []): Conclude =>
  ({ params }, ending) => {
    expect(files.status(done)).toBeUndefined();
    expect(files.list(checkpoints)).toContain(String(ending.step));
    calls.push(ending);
    writeWholeJson(files, RECORD, { weight: params[0], ending });
    return Promise.resolve();
  };

describe("what concludes a run", () => {
  it("is called once, with the final weights, before done.json", async () => {
    const disk = createSimulatedDisk();
    const calls: unknown[] = [];
    const conclude: Conclude = async (model, ...rest) => {
      await concludeOn(disk, calls)(model, ...rest);
      expect(model.params).toHaveLength(72);
    };
    const { status } = await trainOn(disk, {
      conclude: (...its) => concludeOn(disk, calls)(...its),
    });
    expect(status).toBe("completed");
    expect(calls).toEqual([{ step: STEPS }]);
    const again = await trainOn(disk, { conclude });
    expect(again.status).toBe("completed");
    expect(calls).toHaveLength(1);
  });

  it("hears why training was over before its last step", async () => {
    const disk = createSimulatedDisk();
    const calls: unknown[] = [];
    await trainOn(disk, { ...stopsEarly, conclude: concludeOn(disk, calls) });
    const stoppedEarly = { metric: "score", threshold: 0.5, since: 4 };
    expect(calls).toEqual([{ step: 6, stoppedEarly }]);
  });

  it.each<[string, Partial<TrainOptions>]>([
    ["a run", {}],
    ["a run that has stopped early", stopsEarly],
  ])(
    "broken off, leaves %s interrupted, and a resume calls it again",
    async (_, options) => {
      const disk = createSimulatedDisk();
      const interrupt = new AbortController();
      const first = await trainOn(disk, {
        ...{ ...options, signal: interrupt.signal },
        conclude: () => {
          interrupt.abort();
          throw interrupt.signal.reason;
        },
      });
      expect(first.status).toBe("interrupted");
      expect(disk.status(done)).toBeUndefined();
      expect(describeRunState(DIR, disk).state).toBe("stopped");
      const calls: unknown[] = [];
      const events: string[] = [];
      const second = await trainOn(disk, {
        ...options,
        conclude: concludeOn(disk, calls),
        onEvent: ({ type }) => void events.push(type),
      });
      expect(second.status).toBe("completed");
      expect(calls).toHaveLength(1);
      expect(events).toEqual(["start", "done"]);
      expect(describeRunState(DIR, disk).state).toBe("done");
    },
  );

  it("is not begun once the run is to end", async () => {
    const disk = createSimulatedDisk();
    const interrupt = new AbortController();
    const calls: unknown[] = [];
    const { status } = await trainOn(disk, {
      signal: interrupt.signal,
      conclude: concludeOn(disk, calls),
      onEvent: (event) => {
        if (event.type === "checkpoint" && event.step === STEPS)
          interrupt.abort();
      },
    });
    expect({ status, calls }).toEqual({ status: "interrupted", calls: [] });
    expect(disk.status(done)).toBeUndefined();
  });

  it("is called for a run that is done where its owner says that it has not been", async () => {
    const disk = createSimulatedDisk();
    await trainOn(disk, {});
    const calls: unknown[] = [];
    const conclude: Conclude = (_, ending) => {
      calls.push(ending);
      return Promise.resolve();
    };
    const isConcluded = () => calls.length > 0;
    await trainOn(disk, { conclude, isConcluded });
    await trainOn(disk, { conclude, isConcluded });
    expect(calls).toEqual([{ step: STEPS }]);
    await trainOn(disk, { conclude });
    expect(calls).toHaveLength(1);
  });

  it("that fails is the failure of the run, which is not done", async () => {
    const disk = createSimulatedDisk();
    const conclude = () => Promise.reject(new Error("no record"));
    await expect(trainOn(disk, { conclude })).rejects.toThrow("no record");
    expect(disk.status(done)).toBeUndefined();
    await trainOn(disk, { conclude: concludeOn(disk) });
    expect(disk.status(RECORD)?.kind).toBe("file");
  });

  it("has done its work wherever the power is cut, once done.json stands", async () => {
    const conclusion = (files: FileSystem) => ({
      ...stopsEarly,
      conclude: concludeOn(files),
    });
    const count = await countOperations(async (files) => {
      await live(files, conclusion(files));
    }, createSimulatedDisk());
    // Before the last checkpoint there is nothing to conclude.
    for (let n = count - 90; n <= count; n += 1) {
      const first = createSimulatedDisk();
      const files = failAt(first, n, { crash: true });
      const { error } = await live(files, conclusion(files));
      expect(error).toBeInstanceOf(SimulatedCrash);
      const disk = first.crash(seededRandom(n));
      if (disk.status(done)) expect(disk.status(RECORD)?.kind).toBe("file");
      const { status } = await trainOn(disk, conclusion(disk));
      expect(status).toBe("completed");
      expect(disk.status(RECORD)?.kind).toBe("file");
      expect(disk.status(done)?.kind).toBe("file");
    }
  });
});
