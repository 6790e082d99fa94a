/** @file A run folder while somebody trains: its logs, its checkpoints, and what has survived if the disk fails. */
import { rethrowAs, writeWholeJson } from "@trm/storage";
import { numberAt, type EvaluationValues } from "../log/evaluation-values";
import type { MetricsLine } from "../log/metrics-line";
import { openRunLog, type RunLog } from "../log/run-log";
import { DamagedCheckpointError, type KeptState } from "../errors";
import { writeCheckpoint, checkpointPath } from "./checkpoint";
import { moveAside, pruneCheckpoints } from "./checkpoint-folders";
import { afterEvaluation, type StoppedEarly } from "./early-stop";
import type { HeldRun } from "./hold-run";
import { describeWeights } from "./initial-weights";
import type { OpenRun } from "./open-run";
import { readCheckpoint, specOf } from "./read-checkpoint";
import { findResumePoint, firstState, type ResumePoint } from "./resume-point";
import { createRunFolder, runPaths } from "./run-folder";
import { describeRun } from "./run-record";
import type { Best, EarlyStopState } from "./state-file";
import type { TrainState } from "./train-state";

/** What is safe on the disk at the moment. */
export interface Survival {
  kept: KeptState;
}

/** What a session works with. */
export interface SessionContext {
  readonly run: OpenRun;
  readonly held: HeldRun;
  /** the engine's description */
  readonly engine: string;
  readonly survival: Survival;
  /** hears of what its owner must know */
  readonly warn: (message: string) => void;
}

/** Creates the folder. Weights that no seed makes are in it from the start, so that resuming needs nothing else. */
function createRun({ run, engine }: SessionContext): ResumePoint {
  const { place, config, modelConfig, init } = run;
  const point = { state: firstState(run), logs: { metrics: 0 } };
  const record = describeRun(config, modelConfig, engine);
  if (!init) createRunFolder(place, record);
  else
    createRunFolder(place, { ...record, init: describeWeights(init) }, () => {
      writeCheckpoint(place, point, modelConfig);
    });
  return { ...point, onDisk: init !== undefined };
}

/** An open run folder, to be closed. Every method throws `StorageError` when the disk fails. */
export class RunSession {
  /** where the run goes on */
  readonly state: TrainState;
  /** what the log says of that step */
  readonly tail: RunLog["tail"];
  private checkpointStep: number | undefined;
  private best: Best | undefined;
  private earlyStop: EarlyStopState | undefined;
  private readonly warnedOf = new Set<string>();
  private readonly whole = new Map<number, boolean>();
  private readonly log: RunLog;

  /**
   * @throws {RunFolderError} when a new run's folder is used
   * @throws {CheckpointError} when a resumed run has no whole checkpoint
   */
  constructor(private readonly context: SessionContext) {
    const { run, survival, warn } = context;
    const point = this.saying("opened", () =>
      run.resumed ? findResumePoint(run, warn) : createRun(context),
    );
    this.state = point.state;
    this.best = point.best;
    this.earlyStop = point.earlyStop;
    const { step } = point.state;
    survival.kept = point.onDisk ? step : "beginning";
    if (point.onDisk) this.noteWhole(step);
    // An interrupt may have come between a checkpoint and what it made superfluous.
    this.saying("opened", () => this.prune());
    const { files, dir } = run.place;
    const start = { lengths: point.logs, step, config: run.config };
    this.log = this.saying("opened", () => openRunLog(files, dir, start));
    this.tail = this.log.tail;
    if (this.log.lost)
      warn(
        `The file ${runPaths(dir).metrics} is not as the checkpoint of step ${step} had left it, so lines of earlier steps are missing from it.`,
      );
  }

  /** What an operation fails with that says not for what it was. */
  private saying<T>(what: string, run: () => T): T {
    const { dir } = this.context.run.place;
    return rethrowAs(`The run folder ${dir} could not be ${what}`, dir, run);
  }

  private noteWhole(step: number): void {
    this.checkpointStep = step;
    this.whole.set(step, true);
  }

  /**
   * Adds a line to the logs.
   *
   * @throws {LockLostError} when the run is another process's for a second or more; nothing is written
   */
  append(line: MetricsLine): void {
    this.saying("written", () => {
      this.context.held.checkNowAndThen();
      this.log.append(line);
    });
  }

  /**
   * Remembers an evaluation that is better than all before.
   *
   * @returns whether it is
   */
  isBest(step: number, evaluation: EvaluationValues): boolean {
    const { best: metric } = this.context.run.config.checkpoint;
    const value = this.finiteAt(evaluation, metric, [
      "marks the best checkpoint",
      "no best checkpoint is kept",
    ]);
    if (value === undefined) return false;
    if (this.best && value <= this.best.value) return false;
    this.best = { step, metric, value };
    return true;
  }

  /** Remembers what an evaluation means for the end of the run. */
  watch(step: number, evaluation: EvaluationValues): void {
    const { earlyStop: rule } = this.context.run.config;
    if (!rule) return;
    const value = this.finiteAt(evaluation, rule.metric, [
      "would end the run early",
      "it does not end the run",
    ]);
    this.earlyStop = afterEvaluation(rule, this.earlyStop, step, value);
  }

  /** Why the run is over before its last step; undefined where it is not. */
  get stoppedEarly(): StoppedEarly | undefined {
    const { earlyStop: rule } = this.context.run.config;
    if (!rule || !this.earlyStop?.stopped) return undefined;
    const { metric, threshold } = rule;
    return { metric, threshold, since: this.earlyStop.since };
  }

  /** A number that something depends on; where it is not there, that is said once. */
  private finiteAt(
    evaluation: EvaluationValues,
    metric: string,
    [purpose, consequence]: readonly [string, string],
  ): number | undefined {
    const value = numberAt(evaluation, metric);
    if (value !== undefined && Number.isFinite(value)) return value;
    const given = Object.entries(evaluation).map(([name, one]) =>
      typeof one === "number" ? name : `a row ${name}`,
    );
    if (!this.warnedOf.has(purpose))
      this.context.warn(
        `The evaluation gave no finite number "${metric}", which ${purpose}, but ${given.join(", ") || "nothing"}; ${consequence}.`,
      );
    this.warnedOf.add(purpose);
    return undefined;
  }

  /** Step of the newest checkpoint that has been written or read; undefined where there is none. */
  get newestStep(): number | undefined {
    return this.checkpointStep;
  }

  /** Whether a checkpoint of a step has been written or read. */
  has(step: number): boolean {
    return this.checkpointStep === step;
  }

  /**
   * Writes a checkpoint, and removes those that the keep rule gives up. The logs are on disk before it is.
   *
   * @returns its folder
   * @throws {LockLostError} when the run is another process's by now; nothing is written
   */
  checkpoint(state: TrainState): string {
    return this.saying("written", () => this.write(state));
  }

  private write(state: TrainState): string {
    const { run, held, survival } = this.context;
    const { place, modelConfig } = run;
    const { step } = state;
    held.check();
    const logs = this.log.sync();
    const replace = this.has(step);
    const path = checkpointPath(place.dir, step);
    if (!replace && place.files.status(path) !== undefined)
      moveAside(place, step);
    const { best, earlyStop } = this;
    const checkpoint = { state, best, earlyStop, logs };
    writeCheckpoint(place, checkpoint, modelConfig, { replace });
    this.noteWhole(step);
    survival.kept = step;
    this.prune();
    return path;
  }

  private prune(): void {
    const { place, config } = this.context.run;
    pruneCheckpoints(place, this.best?.step, config.checkpoint, (one) =>
      this.isWhole(one),
    );
  }

  private isWhole(step: number): boolean {
    const known = this.whole.get(step);
    if (known !== undefined) return known;
    const { run, warn } = this.context;
    let whole = true;
    try {
      readCheckpoint(run.place, step, specOf(run));
    } catch (error) {
      if (!(error instanceof DamagedCheckpointError)) throw error;
      whole = false;
      warn(`${error.message.replace(/\.$/, "")}; it is left as it is.`);
    }
    this.whole.set(step, whole);
    return whole;
  }

  /** @throws {LockLostError} when the run is another process's by now */
  check(): void {
    this.saying("written", () => this.context.held.check());
  }

  /** Whether done.json stands. */
  get isDone(): boolean {
    const { files, dir } = this.context.run.place;
    const { done } = runPaths(dir);
    return this.saying("read", () => files.status(done) !== undefined);
  }

  /**
   * Writes done.json.
   *
   * @param isNew whether it says more than one that is there may
   * @throws {LockLostError} when the run is another process's by now; nothing is written
   */
  writeDone(record: object, isNew: boolean): void {
    const { files, dir } = this.context.run.place;
    const { done } = runPaths(dir);
    this.saying("written", () => {
      if (!isNew && this.isDone) return;
      this.context.held.check();
      writeWholeJson(files, done, record);
    });
  }

  close(): void {
    this.log.close();
  }
}
