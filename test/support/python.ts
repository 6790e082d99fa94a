/** @file The Python of tools/python-env.sh, for tests against other people's libraries. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { isPresent, ROOT } from "./workspace.ts";

const PYTHON = ".venv/bin/python";

/** Whether tests that need Python are skipped: it is not installed, and nobody promised that it would be. */
export const SKIP_PYTHON =
  !isPresent(PYTHON) && (process.env["CI"] ?? "") === "";

const run = (args: readonly string[], cwd: string): string => {
  if (!isPresent(PYTHON))
    throw new Error(
      `${PYTHON} is missing: make it with \`tools/python-env.sh\`.`,
    );
  return execFileSync(join(ROOT, PYTHON), args, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
};

/**
 * Runs a script of test/python.
 *
 * @param script  its file name
 * @returns the JSON value that it printed
 * @throws with the script's stderr when it fails
 */
export const runPython = (script: string, ...args: string[]): unknown =>
  JSON.parse(run([join(ROOT, "test/python", script), ...args], ROOT));

/**
 * Runs Python code in a folder.
 *
 * @returns what it printed
 */
export const runPythonCode = (code: string, folder: string): string =>
  run(["-c", code], folder);
