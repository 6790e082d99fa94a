/** @file Runs command lines in this process, with recorded streams, in a folder of their own. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { main } from "../src/main";
import { trainHere } from "./trainer-here";

/** What a command line did. */
export interface Result {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `trm ARGS...` in this process. */
export async function trm(
  args: readonly string[],
  stdin: readonly string[] = [],
  variables: Readonly<Record<string, string>> = {},
): Promise<Result> {
  const text = { stdout: "", stderr: "" };
  const record = (name: keyof typeof text) => ({
    write: (chunk: string) => (text[name] += chunk),
  });
  // Not the cache of whoever runs the tests.
  const env = { XDG_CACHE_HOME: join(tmpdir(), "trm-cli-cache"), ...variables };
  const exitCode = await main(["node", "trm", ...args], {
    stdout: record("stdout"),
    stderr: record("stderr"),
    stdin: (async function* () {
      yield* stdin;
      await Promise.resolve();
    })(),
    env,
    now: () => performance.now(),
    startTrainer: trainHere(env),
  });
  return { exitCode, ...text };
}

/** Gives every test an empty working directory; the function returned lists what is in it. */
export function useScratch(): { path(): string; files(): string[] } {
  let dir = "";
  const before = process.cwd();
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "trm-cli-"));
    process.chdir(dir);
  });
  afterEach(() => {
    process.chdir(before);
    rmSync(dir, { recursive: true, force: true });
  });
  return {
    path: () => dir,
    files: () => readdirSync(dir, { recursive: true }).map(String).sort(),
  };
}

/** The flags of a run that takes a moment: width 16, one thread. */
export const TINY = [
  ...["--task", "copy", "--length", "2", "--budget", "2"],
  ...["--width", "16", "--heads", "2", "--batch", "4", "--steps", "3"],
  ...["--lr", "1e-3", "--threads", "1", "--eval-count", "4"],
  ...["--set", "model.blockSize=16"],
] as const;
