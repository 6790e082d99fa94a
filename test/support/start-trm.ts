/** @file Runs the built command as a group of processes, which can be killed as a power cut kills: all at once. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { ROOT } from "./workspace.ts";

const BIN = join(ROOT, "apps/cli/bin/trm.js");

/** How a command ended. */
export interface Ended {
  /** null when it was killed */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command at work. */
export interface RunningTrm {
  /** Asks it to end, as Ctrl-C does. */
  stop(): void;
  /** Kills it and the process that trains for it; what has ended is left alone. */
  kill(): void;
  /** Settles once stderr has the text, or when the command has ended. */
  says(text: string): Promise<void>;
  readonly ended: Promise<Ended>;
  hasEnded(): boolean;
}

/** Starts `trm ARGS...` in a folder. */
export function startTrm(args: readonly string[], cwd: string): RunningTrm {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd,
    detached: true,
  });
  const text = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (chunk: string) => {
      text[name] += chunk;
    });
  const ended = once(child, "close").then(() => ({
    exitCode: child.exitCode,
    ...text,
  }));
  const hasEnded = (): boolean =>
    child.exitCode !== null || child.signalCode !== null;
  return {
    stop: () => void child.kill("SIGINT"),
    kill: () => {
      if (child.pid !== undefined && !hasEnded())
        process.kill(-child.pid, "SIGKILL");
    },
    says: async (wanted) => {
      while (!hasEnded() && !text.stderr.includes(wanted))
        await Promise.race([once(child.stderr, "data"), ended]);
    },
    ended,
    hasEnded,
  };
}

/** Runs `trm ARGS...` in a folder to its end. */
export const runTrm = (args: readonly string[], cwd: string): Promise<Ended> =>
  startTrm(args, cwd).ended;
