/** @file The sweeps that a folder holds. */
import { nodeFileSystem, type FileSystem } from "@trm/storage";
import { join } from "node:path";
import { SweepError } from "../errors";
import { PLAN } from "../plan/plan-file";

/**
 * The sweep folders at a place: the folder itself, or those in it, by name.
 *
 * @param dir folder with a plan.json, or of such folders
 * @throws {SweepError} when there is none
 */
export function sweepFolders(
  dir: string,
  files: FileSystem = nodeFileSystem,
): string[] {
  const hasPlan = (path: string): boolean =>
    files.status(join(path, PLAN)) !== undefined;
  if (hasPlan(dir)) return [dir];
  if (files.status(dir)?.kind !== "folder")
    throw new SweepError(
      `There is no folder ${dir}; name a sweep's, or one that holds several.`,
    );
  const inner = [...files.list(dir)]
    .sort()
    .map((name) => join(dir, name))
    .filter(hasPlan);
  if (inner.length > 0) return inner;
  throw new SweepError(
    `The folder ${dir} holds no sweep: neither it nor a folder in it has a ${PLAN}; make one with trm sweep run.`,
  );
}
