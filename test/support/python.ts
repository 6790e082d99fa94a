/** @file The Python of tools/python-env.sh, for tests against other people's libraries. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { isPresent, ROOT } from "./workspace.ts";

const PYTHON = ".venv/bin/python";

/** Whether tests that need Python are skipped: it is not installed, and nobody promised that it would be. */
export const SKIP_PYTHON =
  !isPresent(PYTHON) && (process.env["CI"] ?? "") === "";

/**
 * Runs a script of test/python.
 *
 * @param script  its file name
 * @returns the JSON value that it printed
 * @throws with the script's stderr when it fails
 */
export const runPython = (script: string, ...args: string[]): unknown => {
  if (!isPresent(PYTHON))
    throw new Error(
      `${PYTHON} is missing: make it with \`tools/python-env.sh\`.`,
    );
  const printed = execFileSync(
    join(ROOT, PYTHON),
    [join(ROOT, "test/python", script), ...args],
    { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] },
  );
  return JSON.parse(printed) as unknown;
};
