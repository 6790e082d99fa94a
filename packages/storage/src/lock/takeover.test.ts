/** @file Contenders that stand still at any moment while others do all that they want. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  diskWith,
  failing,
  leftovers,
  outcomeOf,
  ROOT,
} from "../../test/support";
import type { FileSystem } from "../file-system";
import { removeLeftovers } from "../remove-tree";
import {
  countOperations,
  failAt,
  SimulatedCrash,
  type SimulatedDisk,
} from "../testing/index";
import { intercepted } from "../testing/intercepted";
import { acquireLock, type RunLock } from "./acquire-lock";
import { LockLostError, RunLockedError } from "./errors";
import type { LockOptions } from "./liveness";
import { ownHolder } from "./lock-holder";

const path = join(ROOT, "run.lock");

/** A lock whose holder is dead, one that nobody has filled, and none. */
const STARTS = {
  "a dead holder's lock": JSON.stringify({ ...ownHolder(0), pid: 999_999_999 }),
  "an empty lock": "",
  "no lock": undefined,
};

/** Does something just before the n-th operation, which may fail then. */
const pausedAt = (
  disk: SimulatedDisk,
  n: number,
  meanwhile: () => void,
  code?: string,
): FileSystem => {
  let operations = 0;
  return intercepted(disk, ({ run }) => {
    if (++operations === n) {
      meanwhile();
      if (code !== undefined) failing(code)();
    }
    return run();
  });
};

/** A machine on which time passes and processes die. */
const machine = (disk: SimulatedDisk) => {
  // An empty lock is nobody's from the beginning.
  let ahead = 11_000;
  let isDeadly = false;
  const locks: RunLock[] = [];
  const options: LockOptions = {
    now: () => Date.now() + ahead,
    isAlive: (pid) => pid === process.pid && !isDeadly,
  };
  return {
    sleep: () => {
      ahead += 11_000;
    },
    /** Takes the lock and clears up. */
    contend: (files: FileSystem = disk, doesClear = true): void => {
      try {
        locks.push(acquireLock(files, path, options));
        if (doesClear) removeLeftovers(disk, ROOT);
      } catch (error) {
        if (!(error instanceof RunLockedError)) throw error;
      }
    },
    /** Begins to take the lock, and is killed at an operation. */
    die: (n: number): void => {
      try {
        acquireLock(failAt(disk, n, { crash: true }), path, options);
      } catch (error) {
        if (!(error instanceof SimulatedCrash)) throw error;
      }
      isDeadly = true;
    },
    holders: () =>
      locks.filter((lock) => {
        try {
          lock.check();
          return true;
        } catch (error) {
          if (error instanceof LockLostError) return false;
          throw error;
        }
      }).length,
    given: () => locks.length,
  };
};

const startWith = (text: string | undefined): SimulatedDisk =>
  diskWith(text === undefined ? {} : { "run.lock": text });

describe.each(Object.entries(STARTS))("of %s", (_, text) => {
  const count = () =>
    countOperations((files) => {
      acquireLock(files, path, { now: () => Date.now() + 11_000 });
    }, startWith(text));

  it.each([
    { isLong: false, doesClear: false },
    { isLong: false, doesClear: true },
    { isLong: true, doesClear: false },
    { isLong: true, doesClear: true },
  ])(
    "one has it when another comes in between: %j",
    async ({ isLong, doesClear }) => {
      for (let n = 1; n <= (await count()); n++) {
        const disk = startWith(text);
        const { sleep, contend, holders, given } = machine(disk);
        const other = () => {
          if (isLong) sleep();
          contend(disk, doesClear);
        };
        contend(pausedAt(disk, n, other));
        expect([given(), holders()], `operation ${n}`).toEqual([1, 1]);
        expect(leftovers(disk), `operation ${n}`).toEqual([]);
      }
    },
  );

  it("one has it when another fails after a long stand", async () => {
    for (let n = 1; n <= (await count()); n++) {
      const disk = startWith(text);
      const { sleep, contend, holders, given } = machine(disk);
      const other = () => {
        sleep();
        contend();
      };
      outcomeOf(() => contend(pausedAt(disk, n, other, "EIO")));
      expect(holders(), `operation ${n}`).toBe(given());
      contend();
      expect(holders(), `operation ${n}`).toBe(1);
    }
  });

  it("one has it when somebody deletes it and another takes it", async () => {
    for (let n = 1; n <= (await count()); n++) {
      const disk = startWith(text);
      const { contend, holders, given } = machine(disk);
      const other = () => {
        if (disk.status(path)) disk.removeFile(path);
        contend();
      };
      contend(pausedAt(disk, n, other));
      expect(given(), `operation ${n}`).toBeGreaterThan(0);
      expect(holders(), `operation ${n}`).toBe(1);
    }
  });

  it("one has it when two come in between, one inside the other", async () => {
    const operations = await count();
    for (let n = 1; n <= operations; n++)
      for (let m = 1; m <= operations; m++)
        for (const long of [0, 1, 2]) {
          const disk = startWith(text);
          const { sleep, contend, holders, given } = machine(disk);
          const third = () => {
            if (long === 1) sleep();
            contend();
          };
          const second = () => {
            if (long === 2) sleep();
            contend(pausedAt(disk, m, third));
          };
          contend(pausedAt(disk, n, second));
          const where = `operations ${n} and ${m}, ${long}`;
          expect([given(), holders()], where).toEqual([1, 1]);
        }
  });

  it("one has it when others die in between", async () => {
    const operations = await count();
    for (let n = 1; n <= operations; n++)
      for (let m = 1; m <= operations; m++) {
        const disk = startWith(text);
        const { contend, die, holders, sleep } = machine(disk);
        const other = () => {
          die(m);
          sleep();
          die(n);
          sleep();
        };
        contend(pausedAt(disk, n, other));
        expect(holders(), `operations ${n} and ${m}`).toBeLessThan(2);
        sleep();
        contend();
        expect(holders(), `operations ${n} and ${m}`).toBe(1);
        expect(leftovers(disk)).toEqual([]);
      }
  });
});

describe("of a lock that its maker fills after a long stand", () => {
  it("one has it, whenever the maker goes on", async () => {
    const now = () => Date.now() + 11_000;
    const taking = (files: FileSystem) => {
      acquireLock(files, path, { now });
    };
    const count = await countOperations(taking, startWith(""));
    for (let n = 1; n <= count; n++) {
      const disk = startWith(undefined);
      const { contend, sleep, holders, given } = machine(disk);
      const begun = disk.open(path, "create");
      let isMaking = true;
      const maker: FileSystem = {
        ...failAt(disk, Infinity, { crash: true }),
        // It was made long ago, and the maker goes on now.
        open: (at, mode) => {
          if (!isMaking) return disk.open(at, mode);
          isMaking = false;
          sleep();
          return begun;
        },
      };
      contend(pausedAt(disk, n, () => contend(maker, false)));
      expect([given(), holders()], `operation ${n}`).toEqual([1, 1]);
    }
  });
});
