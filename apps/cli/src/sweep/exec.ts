/** @file `trm sweep exec`: the part of a plan that one task of a cluster's array does. */
import type { PlannedRun } from "@trm/experiments";
import { EXIT, HopelessError, USER_ERRORS, UsageError } from "../errors";
import { integerFlag } from "../flags";
import type { Output } from "../output";
import { openPlanned, type OpenSweep } from "./open-sweep";

/** Variables in which a cluster tells a task its index: Slurm's job arrays, Kubernetes' indexed jobs. */
const INDEX_VARIABLES = [
  "SLURM_ARRAY_TASK_ID",
  "JOB_COMPLETION_INDEX",
] as const;

/**
 * The index of this task: the flag, else the first variable of a cluster that is set.
 * @throws {UsageError} where nobody says it, or a variable holds no whole number
 */
function taskIndex(
  flag: number | undefined,
  env: Readonly<Record<string, string | undefined>>,
): number {
  if (flag !== undefined) return flag;
  for (const name of INDEX_VARIABLES) {
    const text = env[name];
    if (text) return integerFlag(name, { min: 0 })(text);
  }
  throw new UsageError(
    `Which runs to do is not known: give --index, or set ${INDEX_VARIABLES.join(" or ")}, as Slurm and Kubernetes do.`,
  );
}

/**
 * The runs of a task: `pack` of them from `index * pack` on, fewer at the end of the plan.
 * @throws {UsageError} for an index beyond the plan
 */
function runsOfTask(
  { plan, dir }: OpenSweep,
  index: number,
  pack: number,
): readonly PlannedRun[] {
  const runs = plan.runs.slice(index * pack, (index + 1) * pack);
  if (runs.length > 0) return runs;
  const tasks = Math.ceil(plan.runs.length / pack);
  throw new UsageError(
    `The index ${index} is beyond the plan in ${dir}: ${plan.runs.length} runs, ${pack} per task, are tasks 0 to ${tasks - 1}.`,
  );
}

/** Which part of a plan. */
export interface TaskOptions {
  readonly index?: number;
  /** Runs per task. */
  readonly pack: number;
  readonly leaseMs?: number;
}

/** Opens a task's part of a plan. @throws {HopelessError} where the plan or the index cannot be used */
async function openTask(
  path: string,
  { index, pack }: TaskOptions,
  { io }: Output,
) {
  try {
    const task = taskIndex(index, io.env);
    const sweep = await openPlanned(path);
    return { task, sweep, runs: runsOfTask(sweep, task, pack) };
  } catch (cause) {
    if (!(cause instanceof Error && USER_ERRORS.has(cause.name))) throw cause;
    throw new HopelessError(cause.message, { cause });
  }
}

/** Does the runs of one task; see {@link EXIT} for how it ends. */
export async function execTask(
  path: string,
  options: TaskOptions,
  output: Output,
): Promise<void> {
  const { task, sweep, runs } = await openTask(path, options, output);
  const { runUntilStopped } = await import("./actions");
  const { leaseMs } = options;
  const how = { jobs: 1, runs, leaseMs, hopeless: true };
  const outcome = await runUntilStopped(sweep, how, output);
  const { done, total, failed, held, interrupted } = outcome;
  output.words(`Task ${task}: ${done} of ${total} runs done.`);
  if (interrupted) output.exitCode = EXIT.interrupted;
  else if (held.length > 0 || failed.some(({ retriable }) => retriable))
    output.exitCode = EXIT.failed;
  else if (failed.length > 0) output.exitCode = EXIT.hopeless;
}
