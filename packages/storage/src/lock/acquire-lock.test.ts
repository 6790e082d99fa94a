import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  diskWhere,
  diskWith,
  encode,
  failing,
  FAULTS,
  leftovers,
  outcomeOf,
  ROOT,
  shown,
} from "../../test/support";
import type { FileSystem } from "../file-system";
import { countOperations, failAt } from "../testing/index";
import { writeWholeFile } from "../write-whole-file";
import { acquireLock } from "./acquire-lock";
import { LockLostError, RunLockedError } from "./errors";
import { ownHolder, type LockHolder } from "./lock-holder";
import { birthOf, isAlive, machineId } from "./process-identity";
import { readLock } from "./read-lock";

const path = join(ROOT, "run.lock");

/** A disk with the lock of a process that is like this one but for some fields. */
const heldBy = (other: Partial<LockHolder>) =>
  diskWith({
    "run.lock": JSON.stringify({ ...ownHolder(Date.now()), ...other }),
  });

const refusalOn = (files: FileSystem, more = {}): RunLockedError => {
  try {
    acquireLock(files, path, more);
  } catch (error) {
    if (error instanceof RunLockedError) return error;
    throw error;
  }
  throw new Error("The lock was given.");
};

describe("a lock on which somebody else's name stands", () => {
  it("of this machine is refused, with the pid and what to do", () => {
    const disk = heldBy({ pid: process.pid });
    const refused = refusalOn(disk);
    expect(refused).toMatchObject({
      pid: process.pid,
      sameHost: true,
      path,
    });
    expect(refused.supervisorAlive).toBeUndefined();
    expect(refused.message).toMatch(
      /^The lock .*run\.lock is held by process \d+ of this machine, which gave its last sign of life \d seconds? ago; wait for it, or end it with `kill \d+`\.$/,
    );
  });

  it("says that whoever had started the holder is gone, where one was named", () => {
    const refusalAfter = (supervisor?: number) => {
      const disk = diskWith({});
      acquireLock(disk, path, { supervisor });
      return refusalOn(disk);
    };
    expect(refusalAfter().supervisorAlive).toBeUndefined();
    expect(refusalAfter(process.pid).supervisorAlive).toBe(true);
    const refused = refusalAfter(999_999_999);
    expect(refused.supervisorAlive).toBe(false);
    expect(refused.message).toContain(
      "though process 999999999, which had started it, is gone",
    );
  });

  it.skipIf(birthOf(process.pid) === undefined)(
    "is taken over when its pid belongs to a later process now",
    () => {
      const disk = heldBy({ birth: "another-boot/1" });
      expect(readLock(disk, path)?.alive).toBe("no");
      const lock = acquireLock(disk, path);
      expect(lock.takenFrom?.birth).toBe("another-boot/1");
      lock.check();
      expect(leftovers(disk)).toEqual([]);
    },
  );

  it.each([
    { machine: undefined, birth: "another-start/1" },
    { machine: undefined, birth: undefined, startedAt: 0 },
  ])(
    "from before the last start is taken over once it is silent, since another machine may have the name: %j",
    (other) => {
      const disk = heldBy(other);
      expect(readLock(disk, path)?.alive).toBe("unknown");
      expect(refusalOn(disk).message).toContain("cannot be seen from here");
      const now = () => Date.now() + 11 * 60_000;
      expect(readLock(disk, path, { now })?.alive).toBe("no");
      acquireLock(disk, path, { now }).check();
    },
  );

  it("offers to end the holder only when it is the holder for certain", () => {
    const { message } = refusalOn(heldBy({ birth: undefined }));
    expect(message).not.toContain("kill");
    expect(message).toContain(
      `wait for it, or, if process ${process.pid} is another program, delete ${path}.`,
    );
  });

  it("is taken over when no process has its pid", () => {
    const disk = heldBy({ pid: 999_999_999 });
    acquireLock(disk, path).check();
  });

  it.each([
    { host: "elsewhere" },
    { pidNamespace: "pid:[1]" },
    ...(machineId() === undefined ? [] : [{ machine: "another" }]),
  ])("is never taken over when it is another machine's: %j", (other) => {
    const disk = heldBy({ ...other, pid: 999_999_999 });
    expect(readLock(disk, path)?.alive).toBe("unknown");
    const now = () => Date.now() + 3 * 3_600_000;
    const refused = refusalOn(disk, { now, isAlive: () => false });
    expect(refused).toMatchObject({ sameHost: false, pid: 999_999_999 });
    expect(refused.supervisorAlive).toBeUndefined();
    expect(refused.message).toContain(
      "which gave its last sign of life 3 hours ago and cannot be seen from here; if it is gone, delete",
    );
  });

  it.each([
    ["nothing", ""],
    ["a half", '{"pid": 12'],
    ["no pid", '{"pid": "1", "host": "a", "token": "t", "startedAt": 1}'],
    [
      "a pid that means all processes",
      '{"pid": -1, "host": "a", "token": "t", "startedAt": 1}',
    ],
    [
      "a host with an escape sequence",
      '{"pid": 1, "host": "\\u001b[2J", "token": "t", "startedAt": 1}',
    ],
    ["more than a lock has", " ".repeat(5000)],
  ])("waits for its writer, and no longer, when it says %s", (_what, text) => {
    const disk = diskWith({ "run.lock": text });
    expect(readLock(disk, path)).toBeUndefined();
    const refused = refusalOn(disk);
    expect(refused.pid).toBeUndefined();
    expect(refused.message).toContain(
      "does not say by whom; try again in 10 seconds",
    );
    const now = () => Date.now() + 11_000;
    acquireLock(disk, path, { now }).check();
  });
});

describe("a lock that does not say whose it is", () => {
  it("and comes from the future is to be deleted, since no waiting helps", () => {
    const now = () => Date.now() - 3_600_000;
    const { message } = refusalOn(diskWith({ "run.lock": "" }), { now });
    expect(message).toBe(
      `The lock ${path} does not say who made it, and its time lies in the future; if no process uses it, delete ${path}.`,
    );
  });
});

describe("a lock that is never there for long", () => {
  it("is given up", () => {
    const { files } = diskWhere(
      {},
      {
        open: (_, mode) => failing(mode === "create" ? "EEXIST" : "ENOENT")(),
      },
    );
    expect(outcomeOf(() => acquireLock(files, path))).toMatchObject({
      code: "EBUSY",
    });
  });

  it("is not said to be another machine's when its holder is dead", () => {
    let token = 0;
    const { files, disk } = diskWhere({}, {});
    const another = () => ({ ...ownHolder(0), pid: 999_999_999 });
    const racing: FileSystem = {
      ...files,
      open: (at, mode) => {
        if (at === path && mode === "read") {
          const text = JSON.stringify({ ...another(), token: `t${token++}` });
          writeWholeFile(disk, path, [encode(text)]);
        }
        return disk.open(at, mode);
      },
    };
    expect(refusalOn(racing).message).toBe(
      `The lock ${path} was held by process 999999999 of this machine, which is gone, but others take it over at this moment; try again.`,
    );
    expect(leftovers(disk)).toEqual([]);
  });
});

describe("a lock that is held", () => {
  it("gives signs of life", () => {
    const disk = diskWith({});
    const lock = acquireLock(disk, path);
    const before = readLock(disk, path)!.touchedMs;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    lock.touch();
    expect(readLock(disk, path)!.touchedMs).toBeGreaterThan(before);
  });

  it("is refused to the same process", () => {
    const disk = diskWith({});
    acquireLock(disk, path);
    expect(refusalOn(disk).pid).toBe(process.pid);
  });

  it("is lost when it is deleted or another's, and says so before it does anything", () => {
    const disk = diskWith({});
    const lock = acquireLock(disk, path);
    disk.removeFile(path);
    expect(() => lock.check()).toThrow(LockLostError);
    expect(() => lock.touch()).toThrow("is gone");
    const other = JSON.stringify({ ...ownHolder(0), pid: 77, host: "there" });
    writeWholeFile(disk, path, [encode(other)]);
    expect(() => lock.check()).toThrow("is process 77's of there now");
    lock.release();
    expect(shown(disk, path)).toBe(other);
  });

  it("is gone once it is released", () => {
    const disk = diskWith({});
    const lock = acquireLock(disk, path);
    lock.release();
    lock.release();
    expect(shown(disk, ROOT)).toBe("{}");
  });
});

describe("taking a lock on a failing disk", () => {
  it.each(FAULTS)(
    "gives it, or says why not and leaves none, with %j",
    async (fault) => {
      for (const start of [diskWith({}), heldBy({ pid: 999_999_999 })]) {
        const take = (files: FileSystem) => {
          acquireLock(files, path);
        };
        const count = await countOperations(take, start.settled());
        for (let n = 1; n <= count; n++) {
          const disk = start.settled();
          const stopped = outcomeOf(() => take(failAt(disk, n, fault)));
          const holder = readLock(disk, path);
          if (stopped === undefined) expect(holder?.pid).toBe(process.pid);
          // Whoever comes next need not wait for it, unless the process has died in between.
          else if (!("crash" in fault || fault.persists === true))
            acquireLock(disk, path, { isAlive: () => false });
        }
      }
    },
  );

  it("keeps another's lock when its own cannot be made", () => {
    const disk = heldBy({});
    const before = shown(disk, path);
    const files = failAt(disk, 1, { error: "EMFILE" });
    expect(() => acquireLock(files, path)).toThrow("EMFILE");
    expect(shown(disk, path)).toBe(before);
  });
});

describe("isAlive", () => {
  it("holds for this process and its birth only", () => {
    expect(isAlive(process.pid)).toBe(true);
    expect(isAlive(process.pid, birthOf(process.pid))).toBe(true);
    expect(isAlive(999_999_999)).toBe(false);
  });

  it("does not hold for a process that has ended", async () => {
    const child = spawn(process.execPath, ["-e", ""]);
    await once(child, "exit");
    expect(isAlive(child.pid!)).toBe(false);
  });

  it.skipIf(process.platform !== "linux")(
    "does not hold for one that has ended and whose parent has not asked",
    async () => {
      // The shell becomes a program that asks for nobody.
      const parent = spawn("sh", ["-c", "true & echo $!; exec sleep 20"]);
      const [data] = (await once(parent.stdout, "data")) as [Buffer];
      await expect
        .poll(() => isAlive(Number(data.toString())), { timeout: 5000 })
        .toBe(false);
      parent.kill("SIGKILL");
    },
  );
});
