import { LockLostError, makeFolders, type FileSystem } from "@trm/storage";
import { createSimulatedDisk } from "@trm/storage/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { holdRun } from "./hold-run";
import { runPaths } from "./run-folder";

const DIR = "/run";
const { lock } = runPaths(DIR);

describe("a run that is held", () => {
  let disk: FileSystem;
  beforeEach(() => {
    vi.useFakeTimers();
    disk = createSimulatedDisk();
    makeFolders(disk, DIR);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("looks at its lock once a second, and always before a checkpoint", () => {
    const held = holdRun({ files: disk, dir: DIR });
    disk.removeFile(lock);
    vi.advanceTimersByTime(900);
    expect(() => held.checkNowAndThen()).not.toThrow();
    vi.advanceTimersByTime(200);
    expect(() => held.checkNowAndThen()).toThrow(LockLostError);
    const other = holdRun({ files: disk, dir: DIR });
    disk.removeFile(lock);
    expect(() => other.check()).toThrow(LockLostError);
  });

  it("remembers that a sign of life found its lock lost, whatever comes then", () => {
    const held = holdRun({ files: disk, dir: DIR });
    disk.rename(lock, "/elsewhere");
    vi.advanceTimersByTime(5000);
    disk.rename("/elsewhere", lock);
    expect(() => held.checkNowAndThen()).toThrow(LockLostError);
    expect(() => held.check()).toThrow(LockLostError);
    held.release();
    expect(vi.getTimerCount()).toBe(0);
  });
});
