/** @file What a run that ended without a word has left. */
import { existsSync, readdirSync } from "node:fs";
import { basename } from "node:path";

/**
 * The checkpoint that a resume is to go on from, as far as names and sizes tell: weights are not read, since memory may
 * be what the run lacked.
 * @param dir folder of a run
 * @returns its step; undefined where there is none
 */
export async function newestCheckpoint(
  dir: string,
): Promise<number | undefined> {
  const { describeRunState, runPaths } = await import("@trm/train");
  const { checkpoints } = runPaths(dir);
  if (!existsSync(checkpoints)) return undefined;
  const damaged = describeRunState(dir).damaged.map(({ path }) =>
    basename(path),
  );
  const steps = readdirSync(checkpoints)
    .filter((name) => /^(0|[1-9]\d*)$/.test(name) && !damaged.includes(name))
    .map(Number);
  return steps.length > 0 ? Math.max(...steps) : undefined;
}
