/** @file Locks of other machines, whose holders nobody can see: who gives a lease takes them over once they are silent. */
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { diskWith, encode, leftovers, ROOT } from "../../test/support";
import type { SimulatedDisk } from "../testing/index";
import { writeWholeFile } from "../write-whole-file";
import { acquireLock } from "./acquire-lock";
import { LockLostError, RunLockedError } from "./errors";
import type { LockOptions } from "./liveness";
import { ownHolder, type LockHolder } from "./lock-holder";
import { readLock } from "./read-lock";

const path = join(ROOT, "run.lock");
const LEASE_MS = 60_000;

/** The lock of a process that looks like one of this machine but for some fields. */
const heldBy = (other: Partial<LockHolder>): SimulatedDisk =>
  diskWith({
    "run.lock": JSON.stringify({ ...ownHolder(Date.now()), ...other }),
  });

/** What is asked for after so much silence. */
const after = (silentMs: number, leaseMs = LEASE_MS): LockOptions => ({
  leaseMs,
  now: () => Date.now() + silentMs,
});

describe("the lock of a process of another machine", () => {
  it.each([
    { host: "elsewhere" },
    { pidNamespace: "pid:[1]" },
    { machine: "another" },
  ])("is its own until it has been silent for the lease: %j", (other) => {
    const disk = heldBy(other);
    expect(readLock(disk, path, after(50_000))?.alive).toBe("unknown");
    expect(() => acquireLock(disk, path, after(50_000))).toThrow(
      RunLockedError,
    );
    expect(readLock(disk, path, after(70_000))?.alive).toBe("no");
    const lock = acquireLock(disk, path, after(70_000));
    expect(lock.takenFrom).toMatchObject(other);
    lock.check();
    expect(leftovers(disk)).toEqual([]);
  });

  it("is for ever its own where no lease is given", () => {
    const disk = heldBy({ host: "elsewhere" });
    const { now } = after(1e12);
    expect(() => acquireLock(disk, path, { now })).toThrow(RunLockedError);
  });

  it("is found lost by its holder, once that lives again", () => {
    const disk = diskWith({});
    const first = acquireLock(disk, path);
    const { token } = readLock(disk, path)!;
    // To itself the first holder is here; to the second it is elsewhere.
    const holder = { ...ownHolder(0), host: "elsewhere", token };
    writeWholeFile(disk, path, [encode(JSON.stringify(holder))]);
    first.check();
    const second = acquireLock(disk, path, after(70_000));
    expect(() => first.check()).toThrow(LockLostError);
    expect(() => first.touch()).toThrow(LockLostError);
    first.release();
    second.check();
  });

  it("is its own for as long as it gives signs of life", () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      const disk = heldBy({ host: "elsewhere" });
      const lease = { leaseMs: LEASE_MS };
      for (let sign = 0; sign < 5; sign += 1) {
        vi.advanceTimersByTime(50_000);
        disk.touch(path);
        expect(() => acquireLock(disk, path, lease)).toThrow(RunLockedError);
      }
      vi.advanceTimersByTime(70_000);
      acquireLock(disk, path, lease).check();
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("the lock of a process of this machine", () => {
  it("is its own while it lives, however silent it is", () => {
    const disk = heldBy({});
    expect(() => acquireLock(disk, path, after(1e9))).toThrow(RunLockedError);
  });

  it("is taken over at once when it is dead, whatever the lease", () => {
    const disk = heldBy({ pid: 999_999_999 });
    acquireLock(disk, path, after(0)).check();
  });
});
