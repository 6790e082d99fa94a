/** @file plan.json: the plan of a sweep, on disk. */
import { ConfigError } from "@trm/models";
import {
  isDiskFailure,
  makeFolders,
  nodeFileSystem,
  readJsonInside,
  StorageError,
  writeWholeJson,
  type FileSystem,
} from "@trm/storage";
import { parseTrainConfig } from "@trm/train";
import { basename, dirname, join } from "node:path";
import { SweepError } from "../errors";
import { canonicalJson } from "./canonical-json";
import { findAlteredRun } from "./check-runs";
import type { Plan } from "./plan";
import { planSchema } from "./plan-schema";

/** The file's name in a sweep folder. */
export const PLAN = "plan.json";

/** Four times a plan of as many runs as there may be; what is larger would be written and never read. */
const MOST_BYTES = 2 ** 26;

function checkBytes(path: string, plan: Plan): void {
  const bytes = Buffer.byteLength(JSON.stringify(plan, null, 2));
  if (bytes < MOST_BYTES) return;
  throw new SweepError(
    `The plan ${path} of ${plan.runs.length} runs would have ${bytes} bytes, but at most ${MOST_BYTES} are read; vary less at once, or shorten the labels and claims.`,
  );
}

const noPlan = (path: string, cause: unknown): SweepError =>
  new SweepError(
    `The file ${path} is no plan of a sweep that this version reads; make it again with trm sweep plan.`,
    { cause },
  );

function validate(raw: unknown, path: string): Plan {
  const { success, data, error } = planSchema.safeParse(raw);
  if (!success) throw noPlan(path, error);
  const altered = findAlteredRun(data.runs, data.codeVersion);
  if (altered !== undefined)
    throw new SweepError(
      `The plan ${path} is not as trm sweep plan writes it: ${altered}; make it again with trm sweep plan.`,
    );
  try {
    const runs = data.runs.map((run) => ({
      ...run,
      config: parseTrainConfig(run.config),
    }));
    return { ...data, runs };
  } catch (cause) {
    if (cause instanceof ConfigError) throw noPlan(path, cause);
    throw cause;
  }
}

/**
 * Reads a plan.
 *
 * @param path of plan.json, or of the folder that holds it
 * @throws {SweepError} when there is none, or none that this version reads
 * @throws {StorageError} when the disk fails
 */
export function readPlan(
  path: string,
  files: FileSystem = nodeFileSystem,
): Plan {
  const isFolder = files.status(path)?.kind === "folder";
  const file = isFolder ? join(path, PLAN) : path;
  try {
    const raw = readJsonInside(
      files,
      dirname(file),
      basename(file),
      MOST_BYTES,
    );
    return validate(raw, file);
  } catch (cause) {
    if (!(cause instanceof StorageError)) throw cause;
    if (cause.code === "NO_JSON") throw noPlan(file, cause);
    if (cause.code === "ENOENT" || cause.code === "ENOTDIR")
      throw new SweepError(
        `There is no plan ${file}; expected one that trm sweep plan or run has written.`,
        { cause },
      );
    // What the disk refuses now it may give later.
    const { message } = cause;
    throw isDiskFailure(cause) ? cause : new SweepError(message, { cause });
  }
}

/** What makes two plans one sweep: titles and claims may be reworded under it. */
const workOf = ({ codeVersion, runs }: Plan): string =>
  canonicalJson({ codeVersion, runs });

function refuseOther(dir: string, there: Plan, plan: Plan): never {
  const reason =
    there.codeVersion === plan.codeVersion
      ? `The folder ${dir} holds another plan, ${describe(there)}, than the one given, ${describe(plan)}`
      : `The folder ${dir} holds a plan that was made with other code (${there.codeVersion}) than is installed (${plan.codeVersion})`;
  throw new SweepError(`${reason}; choose another folder with --out.`);
}

const describe = ({ suite, runs }: Plan): string => {
  const profile =
    suite.profile === undefined ? "" : ` in its profile ${suite.profile}`;
  return `${suite.name}${profile} with ${runs.length} ${runs.length === 1 ? "run" : "runs"}`;
};

/**
 * Writes the plan of a sweep into its folder, which is made where it is missing. The plan may be there already; its
 * words (title, question, claims, figures) then become those of the plan given.
 *
 * @throws {SweepError} when the folder holds a plan of other runs, or the plan is larger than one that is read; nothing
 *   is changed
 * @throws {StorageError} when the disk fails
 */
export function writePlan(
  dir: string,
  plan: Plan,
  files: FileSystem = nodeFileSystem,
): void {
  const path = join(dir, PLAN);
  checkBytes(path, plan);
  if (files.status(path) !== undefined) {
    const there = readPlan(path, files);
    if (workOf(there) !== workOf(plan)) refuseOther(dir, there, plan);
    if (canonicalJson(there) === canonicalJson(plan)) return;
  }
  makeFolders(files, dir);
  writeWholeJson(files, path, plan);
}
