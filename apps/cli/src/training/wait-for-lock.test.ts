import { describe, expect, it } from "vitest";
import { waitForLock } from "./wait-for-lock";

const locked = (supervisorAlive: boolean | undefined): Error =>
  Object.assign(new Error("held by process 7"), {
    name: "RunLockedError",
    pid: 7,
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
    expect(said[0]).toContain("Process 7, whose command is gone");
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

  it("is refused when the wait was in vain", async () => {
    const { options } = wait(20);
    const never = async (): Promise<number> => {
      throw locked(false);
    };
    await expect(waitForLock(options, never)).rejects.toThrow("process 7");
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
