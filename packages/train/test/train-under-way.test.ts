/** @file Looking at a run while it trains: a checkpoint that goes meanwhile is not damaged. */
import {
  CheckpointError,
  describeRunDetails,
  describeRunState,
  loadRun,
  runPaths,
  verifyRun,
} from "@trm/train";
import { removeTree, type FileSystem } from "@trm/storage";
import {
  createSimulatedDisk,
  failAt,
  type SimulatedDisk,
} from "@trm/storage/testing";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { fakeEngine } from "./fake-engine";
import { config, DIR, trainOn } from "./faults-run";

const { checkpoints } = runPaths(DIR);
const at = (step: number | string): string => join(checkpoints, String(step));

/** A run with checkpoints of all five steps. */
async function trained(): Promise<SimulatedDisk> {
  const disk = createSimulatedDisk();
  const checkpoint = { everySteps: 1, keepLast: 99, best: "score" };
  await trainOn(disk, { config: { ...config, checkpoint } });
  return disk;
}

describe("a run that trains on while it is read", () => {
  let disk: SimulatedDisk;
  let change: () => void;
  let left: number;
  let files: FileSystem;
  beforeEach(async () => {
    disk = await trained();
    left = Infinity;
    const plain = failAt(disk, Infinity, { crash: true });
    const open: FileSystem["open"] = (path, mode) => {
      if (path.startsWith(checkpoints) && left > 0) {
        left -= 1;
        change();
      }
      return plain.open(path, mode);
    };
    files = { ...plain, open };
  });

  const later = (step: number): string => join(DIR, `later-${step}`);
  const keep = (...steps: readonly number[]): void => {
    for (const step of [1, 2, 3, 4, 5])
      if (!steps.includes(step)) disk.rename(at(step), later(step));
  };
  /** Each time that a checkpoint's file is opened, the next checkpoint takes the place of the one before. */
  const trainFrom = (step: number, times = 1): void => {
    let now = step;
    left = times;
    change = () => {
      disk.rename(later(now + 1), at(now + 1));
      removeTree(disk, at(now));
      now += 1;
    };
  };

  it("loads as the checkpoint that came, and nothing is damaged", () => {
    keep(2);
    trainFrom(2);
    const { step, damaged } = loadRun(DIR, { files });
    expect({ step, damaged }).toEqual({ step: 3, damaged: undefined });
  });

  it("says of a checkpoint that was named and went that it is not there", () => {
    keep(2);
    trainFrom(2);
    const load = () => loadRun(DIR, { files, checkpoint: 2 });
    expect(load).toThrow(CheckpointError);
    trainFrom(3);
    expect(() => loadRun(DIR, { files, checkpoint: 3 })).toThrow(
      "has no checkpoint of step 3; it has those of 4",
    );
  });

  it("is read as whole while a checkpoint is replaced under it", () => {
    keep(5);
    left = 2;
    change = () => {
      // The manifest has been read, the next file has gone.
      if (left > 0) return;
      disk.rename(at(5), at(".replaced-5-01234567"));
    };
    expect(loadRun(DIR, { files })).toMatchObject({ step: 5 });
  });

  it("is described without damage", () => {
    keep(2);
    trainFrom(2);
    expect(describeRunState(DIR, files).damaged).toEqual([]);
    trainFrom(3);
    left = 0;
    const found = describeRunDetails(DIR, files).checkpoints;
    expect(found).toMatchObject([{ step: 3, last: true }]);
    trainFrom(3);
    const { checkpoints: next } = describeRunDetails(DIR, files);
    expect(next).toMatchObject([{ step: 4, last: true }]);
    expect(next[0]?.damaged).toBeUndefined();
  });

  it("is repeated from what is there", async () => {
    keep(2);
    trainFrom(2);
    const warnings: string[] = [];
    const { to } = await verifyRun(DIR, {
      ...{ files, engine: fakeEngine },
      onEvent: (event) => {
        if (event.type === "warning") warnings.push(event.message);
      },
    });
    expect({ to, warnings }).toEqual({ to: 3, warnings: [] });
  });

  it("has no damage where a checkpoint is in between its two names", () => {
    left = 0;
    disk.rename(at(5), at(".replaced-5-01234567"));
    expect(describeRunState(DIR, files).damaged).toEqual([]);
  });
});
