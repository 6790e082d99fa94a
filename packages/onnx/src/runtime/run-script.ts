/** @file Runs a script in a Node process of its own, for what can spoil or end the process that does it. */
import { spawn } from "node:child_process";
import process from "node:process";
import { disableTelemetry } from "./telemetry";

/** How a child process ended. */
export interface Ended {
  /** what it wrote to stdout */
  readonly output: string;
  /** what it wrote to stderr */
  readonly log: string;
  /** why it did not end by itself and well, as half a sentence */
  readonly problem?: string;
}

/** What a script is given. */
export interface ScriptOptions {
  /** milliseconds until it is ended */
  readonly timeoutMs: number;
  /** its standard input; none if absent */
  readonly input?: Uint8Array;
}

/**
 * Runs a script to its end.
 *
 * @param script JavaScript of an ES module; `process.argv` has the arguments from index 1 on
 * @returns never throws for a script that fails, crashes or hangs
 */
export const runScript = (
  script: string,
  args: readonly string[],
  { timeoutMs, input }: ScriptOptions,
): Promise<Ended> =>
  new Promise((resolve) => {
    disableTelemetry();
    const flags = ["--input-type=module", "--eval", script, "--"];
    const child = spawn(process.execPath, [...flags, ...args]);
    const text = { output: "", log: "" };
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      text.output += chunk;
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      text.log += chunk;
    });
    // A child that has ended already reads nothing; how it ended says more.
    child.stdin.on("error", () => {}).end(input);
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill("SIGKILL");
    }, timeoutMs);
    const end = (problem?: string) => {
      clearTimeout(timer);
      resolve({ ...text, problem });
    };
    child.on("error", ({ message }) => end(message));
    child.on("close", (code, signal) => {
      if (timedOut) end(`it gave no answer within ${timeoutMs / 1000} s`);
      else if (code === 0) end();
      else
        end(
          `the process that tried it ${signal === null ? `ended with code ${code ?? "none"}` : `was ended by ${signal}`}`,
        );
    });
  });

/** The lines of an output that are JSON objects, in order. */
export const readAnswers = (output: string): unknown[] =>
  output.split("\n").flatMap((line) => {
    try {
      if (!line.startsWith("{")) return [];
      return [JSON.parse(line) as unknown];
    } catch {
      return [];
    }
  });
