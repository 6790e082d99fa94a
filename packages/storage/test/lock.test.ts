/** @file Processes that want one lock. */
import { buildSync } from "esbuild";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { acquireLock, nodeFileSystem, readLock } from "../src/index";

const scratch = mkdtempSync(join(tmpdir(), "trm-storage-"));
const program = join(scratch, "contender.mjs");
const path = join(scratch, "run.lock");
const children: ChildProcess[] = [];

beforeAll(() => {
  buildSync({
    entryPoints: [join(import.meta.dirname, "lock-contender.ts")],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
  });
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(path, { force: true });
});
afterAll(() => rmSync(scratch, { recursive: true }));

const contend = (startAt = 0): ChildProcess => {
  const child = spawn(process.execPath, [program, path, String(startAt)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  children.push(child);
  return child;
};

/** The next line that a contender says. */
const saidBy = async (child: ChildProcess): Promise<string> => {
  const [data] = (await once(child.stdout!, "data")) as [Buffer];
  return data.toString().trim();
};

const kill = async (child: ChildProcess): Promise<void> => {
  child.kill("SIGKILL");
  await once(child, "exit");
};

describe("a lock", () => {
  it("is one process's at a time, and the next one's after it", async () => {
    const first = contend();
    expect(await saidBy(first)).toBe("have");
    const second = contend();
    expect(await saidBy(second)).toBe(`locked by ${first.pid!}`);
    expect(readLock(nodeFileSystem, path)).toMatchObject({
      pid: first.pid,
      alive: "yes",
      supervisor: process.pid,
    });
    first.stdin!.end();
    await once(first, "exit");
    expect(existsSync(path)).toBe(false);
    expect(await saidBy(contend())).toBe("have");
  });

  it("of a process that was killed is taken over", async () => {
    const first = contend();
    expect(await saidBy(first)).toBe("have");
    await kill(first);
    expect(readLock(nodeFileSystem, path)?.alive).toBe("no");
    const lock = acquireLock(nodeFileSystem, path);
    expect(lock.takenFrom?.pid).toBe(first.pid);
    lock.check();
    lock.release();
    expect(existsSync(path)).toBe(false);
  });

  it.each([false, true])(
    "is one process's when five want it at one moment; a dead holder's: %s",
    async (afterDeath) => {
      for (let round = 0; round < 2; round++) {
        rmSync(path, { force: true });
        if (afterDeath) {
          const dead = contend();
          await saidBy(dead);
          await kill(dead);
        }
        const startAt = Date.now() + 700;
        const contenders = Array.from({ length: 5 }, () => contend(startAt));
        const said = await Promise.all(contenders.map(saidBy));
        const winners = contenders.filter((_, index) => said[index] === "have");
        expect(winners).toHaveLength(1);
        const [winner] = winners;
        winner!.stdin!.write("?");
        expect(await saidBy(winner!)).toBe("held");
        expect(readdirSync(scratch).toSorted()).toEqual([
          "contender.mjs",
          "run.lock",
        ]);
        await kill(winner!);
      }
    },
  );

  it("is found to be lost by its holder", async () => {
    const first = contend();
    await saidBy(first);
    rmSync(path);
    expect(await saidBy(contend())).toBe("have");
    first.stdin!.write("?");
    expect(await saidBy(first)).toBe("LockLostError");
    first.stdin!.end();
    await once(first, "exit");
    // What is another's stays.
    expect(existsSync(path)).toBe(true);
  });
});
