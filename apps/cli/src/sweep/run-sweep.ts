/** @file Does what is left of a sweep: a pool of processes, each with one run at a time. */
import type { PlannedRun } from "@trm/experiments";
import { oneLine } from "../errors";
import type { Interrupt } from "../interrupt";
import type { Output } from "../output";
import { runLabel } from "./labels";
import type { OpenSweep } from "./open-sweep";
import { runPool } from "./pool";
import { superviseRun } from "./supervise-run";
import { SweepProgress } from "./sweep-progress";

/** What to do, and how. */
export interface SweepRunOptions {
  /** Runs at once. */
  readonly jobs: number;
  /** Of the plan; absent, all. */
  readonly runs?: readonly PlannedRun[];
  /** A holder on another machine without a sign of life for so long is taken over, ms; absent, never. */
  readonly leaseMs?: number;
  /** Also what failed in a way that another attempt does not mend. */
  readonly hopeless?: boolean;
}

/** A run that did not come to its end. */
export interface FailedRun {
  readonly run: PlannedRun;
  readonly message: string;
  /** Whether another attempt may mend it. */
  readonly retriable: boolean;
}

/** Where a sweep stands after a command. */
export interface SweepOutcome {
  readonly total: number;
  readonly done: number;
  readonly failed: readonly FailedRun[];
  /** Runs that other processes hold. */
  readonly held: readonly PlannedRun[];
  /** Whether a signal has left runs undone. */
  readonly interrupted: boolean;
}

/** Errors of a run that somebody else computes. */
const ANOTHERS: ReadonlySet<string> = new Set([
  "RunLockedError",
  "LockLostError",
]);

/** Collects what becomes of the runs that one command does. */
class Runner {
  readonly failed: FailedRun[] = [];
  readonly held: PlannedRun[] = [];

  constructor(
    readonly dir: string,
    readonly leaseMs: number | undefined,
    readonly output: Output,
    readonly interrupt: Interrupt,
    readonly progress: SweepProgress,
  ) {}

  /** Does a run; whatever goes wrong with it is kept, not thrown. */
  async do(run: PlannedRun): Promise<void> {
    const { dir, leaseMs, output, interrupt, progress } = this;
    progress.begin(run);
    try {
      const request = { dir, run, leaseMs };
      const outcome = await superviseRun(output, request, interrupt, progress);
      if (outcome === "interrupted") progress.drop(run);
      else progress.finish(run);
    } catch (error) {
      await this.#thrown(run, error);
    }
  }

  async #thrown(run: PlannedRun, thrown: unknown): Promise<void> {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    if (error.name === "InterruptedError") {
      this.progress.drop(run);
      return;
    }
    const message = oneLine(error.message);
    if (ANOTHERS.has(error.name)) {
      this.held.push(run);
      this.progress.leave(run, `${runLabel(run)} is left out: ${message}`);
      return;
    }
    const { isRetriable, writeFailure } = await import("@trm/experiments");
    const { nodeFileSystem: files } = await import("@trm/storage");
    // A process that crashed has noted nothing; any other failure has been noted where it happened.
    if (error.name === "TrainerCrashedError")
      writeFailure(this.dir, run, error, files);
    this.failed.push({ run, message, retriable: isRetriable(error) });
    this.progress.leave(run, `${runLabel(run)} failed: ${message}`);
  }
}

/** Tells what is to be done from what is done, and from what no attempt mends. */
async function sortRuns(
  dir: string,
  runs: readonly PlannedRun[],
  { leaseMs, hopeless }: SweepRunOptions,
) {
  const { runStatus } = await import("@trm/experiments");
  const known = runs.map((run) => {
    const { status, failure } = runStatus(dir, run, { leaseMs });
    const lost = failure?.retriable === false && !hopeless;
    return { run, failure, done: status === "done", lost };
  });
  const failed = known.flatMap(({ run, lost, failure }): FailedRun[] =>
    lost && failure
      ? [{ run, message: oneLine(failure.message), retriable: false }]
      : [],
  );
  const waiting = known.filter(({ done, lost }) => !done && !lost);
  return { failed, waiting: waiting.map(({ run }) => run) };
}

/** Does what is left of a sweep, or of some of its runs; a run that fails does not stop the others. */
export async function runSweep(
  { dir, plan }: OpenSweep,
  options: SweepRunOptions,
  output: Output,
  interrupt: Interrupt,
): Promise<SweepOutcome> {
  const { jobs, runs = plan.runs, leaseMs } = options;
  const { failed, waiting } = await sortRuns(dir, runs, options);
  const total = runs.length;
  const done = total - waiting.length - failed.length;
  const progress = new SweepProgress(output, total, done, waiting);
  if (waiting.length > 0)
    output.words(
      `Sweep ${dir}: ${done} of ${total} runs done, ${Math.min(jobs, waiting.length)} at once.`,
    );
  const runner = new Runner(dir, leaseMs, output, interrupt, progress);
  await runPool(waiting, jobs, interrupt.stop, (run) => runner.do(run));
  output.clearLive();
  const { held } = runner;
  const all = [...failed, ...runner.failed];
  // A signal after the last run has interrupted nothing.
  const interrupted = progress.done + all.length + held.length < total;
  return { total, done: progress.done, failed: all, held, interrupted };
}
