/** @file Runs the built command as a process that a test can watch and send signals to. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The built command. */
export const BIN = fileURLToPath(new URL("../bin/trm.js", import.meta.url));

/** How a process ended. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command at work. */
export interface Running {
  /** Reads no more of a stream, as `head` does when it has enough. */
  close(name: "stdout" | "stderr"): void;
  /** Writes to stdin. */
  feed(text: string): void;
  kill(signal: NodeJS.Signals): void;
  /** Settles once stderr has the text. */
  says(text: string | RegExp): Promise<void>;
  readonly ended: Promise<Ended>;
}

/** Starts `trm ARGS...` in the working directory. */
export function startBin(args: readonly string[]): Running {
  const child = spawn(process.execPath, [BIN, ...args]);
  const text = { stdout: "", stderr: "" };
  const record = (name: keyof typeof text) => {
    child[name].setEncoding("utf8").on("data", (chunk: string) => {
      text[name] += chunk;
    });
  };
  record("stdout");
  record("stderr");
  const ended = once(child, "close").then(() => ({
    exitCode: child.exitCode,
    ...text,
  }));
  return {
    close: (name) => void child[name].destroy(),
    feed: (input) => void child.stdin.write(input),
    kill: (signal) => void child.kill(signal),
    says: async (wanted) => {
      while (text.stderr.search(wanted) < 0) {
        const heard = once(child.stderr, "data").then(() => true);
        const over = ended.then(() => false);
        if (
          !(await Promise.race([heard, over])) &&
          text.stderr.search(wanted) < 0
        )
          throw new Error(
            `trm ${args.join(" ")} ended with ${child.exitCode ?? "a signal"} and never said ${String(wanted)}, but:\n${text.stderr}`,
          );
      }
    },
    ended,
  };
}

/** Runs `trm ARGS...` to its end. */
export const runBin = (args: readonly string[]): Promise<Ended> =>
  startBin(args).ended;

/** The process that trains in a run, as the run's lock says. */
export const trainerOf = (dir: string): number =>
  (JSON.parse(readFileSync(`${dir}/run.lock`, "utf8")) as { pid: number }).pid;
