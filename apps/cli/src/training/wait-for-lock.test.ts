import { acquireLock, nodeFileSystem } from "@trm/storage";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { waitForLock } from "./wait-for-lock";

const folder = mkdtempSync(join(tmpdir(), "trm-wait-"));
const path = join(folder, "run.lock");
afterAll(() => rmSync(folder, { recursive: true }));

const locked = (supervisorAlive: boolean | undefined): Error =>
  Object.assign(new Error(`held by process ${process.pid}`), {
    name: "RunLockedError",
    pid: process.pid,
    path,
    supervisorAlive,
  });

/** Opens a run that fails with each of the errors first. */
function open(errors: readonly Error[]) {
  let tries = 0;
  return async (): Promise<number> => {
    const error = errors[tries];
    tries += 1;
    if (error !== undefined) throw error;
    return tries;
  };
}

function wait(mostMs = 1000) {
  const said: string[] = [];
  const stop = new AbortController();
  const say = (words: string) => said.push(words);
  return {
    said,
    stop,
    options: { stop: stop.signal, say, mostMs, everyMs: 1 },
  };
}

describe("a run that is locked", () => {
  it("is waited for when the command of its holder is gone, which is said once", async () => {
    const { said, options } = wait();
    const orphan = locked(false);
    expect(await waitForLock(options, open([orphan, orphan]))).toBe(3);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(`Process ${process.pid}, whose command is gone`);
  });

  it("is opened again only once its lock is free", async () => {
    const { options } = wait(10_000);
    const lock = acquireLock(nodeFileSystem, path);
    setTimeout(() => lock.release(), 100);
    const from = performance.now();
    expect(await waitForLock(options, open([locked(false)]))).toBe(2);
    expect(performance.now() - from).toBeGreaterThan(90);
  });

  it.each([
    ["its command runs", locked(true)],
    ["nobody knows of its command", locked(undefined)],
    ["it is not for a lock", new Error("no")],
  ])("is refused at once when %s", async (_, error) => {
    const { said, options } = wait();
    await expect(waitForLock(options, open([error]))).rejects.toBe(error);
    expect(said).toEqual([]);
  });

  it("is refused when the wait was in vain, after a second try", async () => {
    const { options } = wait(20);
    const lock = acquireLock(nodeFileSystem, path);
    let tries = 0;
    const never = async (): Promise<number> => {
      tries += 1;
      throw locked(false);
    };
    await expect(waitForLock(options, never)).rejects.toThrow("held by");
    expect(tries).toBe(2);
    lock.release();
  });

  it("is waited for no longer once the user stops", async () => {
    const { options, stop } = wait();
    const attempt = async (): Promise<number> => {
      stop.abort();
      throw locked(false);
    };
    expect(await waitForLock(options, attempt)).toBeUndefined();
  });
});
