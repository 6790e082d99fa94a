/** @file The progress of a sweep: one redrawn line for all its jobs on a terminal, a line per finished run elsewhere. */
import type { PlannedRun } from "@trm/experiments";
import type { TrainEvent } from "@trm/train";
import type { Output } from "../output";
import { Rate } from "../progress";
import { printable } from "../runs/printable";
import { fitLine, formatCount, formatDuration } from "../progress-line";
import { formatPercent } from "../table";
import { runLabel } from "./labels";

/** Redraws of the live line are at least this far apart, ms. */
const REDRAW_MS = 100;

/** What is known of a run that is under way. */
interface Active {
  readonly run: PlannedRun;
  readonly startedAt: number;
  step: number;
  /** Of characters, of the last evaluation; a fraction. */
  accuracy?: number;
}

/** Work of one train step, in any unit: runs of a suite differ in width, length and passes. */
const stepWork = ({ config }: PlannedRun): number =>
  config.training.batchSize *
  config.training.accumulationSteps *
  config.length *
  config.budget *
  config.model.nEmbd ** 2;

const leftOf = (run: PlannedRun, step: number): number =>
  (run.config.training.steps - step) * stepWork(run);

/** Of characters, a fraction. */
function accuracyOf({
  evaluation,
}: Extract<TrainEvent, { type: "evaluation" }>): number | undefined {
  const { charAcc } = evaluation;
  return typeof charAcc === "number" ? charAcc : undefined;
}

/** Tells how the runs of a sweep go. */
export class SweepProgress {
  readonly #active = new Map<string, Active>();
  readonly #rate = new Rate();
  /** Train steps of this command. */
  #steps = 0;
  /** Work of this command, and what is left of it. */
  #work = 0;
  #left: number;
  readonly #startedAt: number;
  #shownAt = -Infinity;

  /**
   * @param total runs of the sweep
   * @param done those that were done before
   * @param waiting those that this command is to do
   */
  constructor(
    readonly output: Output,
    readonly total: number,
    public done: number,
    waiting: readonly PlannedRun[],
  ) {
    this.#left = waiting.reduce((sum, run) => sum + leftOf(run, 0), 0);
    this.#startedAt = output.io.now();
  }

  /** A run is begun. */
  begin(run: PlannedRun): void {
    this.#active.set(run.id, { run, startedAt: this.output.io.now(), step: 0 });
    this.redraw();
  }

  /** Something happened in a run that was begun. */
  tell({ id }: PlannedRun, event: TrainEvent): void {
    const active = this.#active.get(id);
    if (active === undefined) return;
    if (event.type === "start") {
      this.#left -= event.step * stepWork(active.run);
      active.step = event.step;
    }
    if (event.type === "step") this.#stepped(active, event.step);
    if (event.type === "evaluation") active.accuracy = accuracyOf(event);
    if (event.type === "warning")
      this.output.words(printable(`Warning: ${event.message}`));
    if (this.output.io.now() - this.#shownAt >= REDRAW_MS) this.redraw();
  }

  /** A run is under way no more. */
  drop(run: PlannedRun): void {
    this.#left -= leftOf(run, this.#active.get(run.id)?.step ?? 0);
    this.#active.delete(run.id);
  }

  /** A run is done. */
  finish(run: PlannedRun): void {
    const active = this.#active.get(run.id);
    const seconds = this.output.io.now() - (active?.startedAt ?? 0);
    this.done += 1;
    const words =
      active?.accuracy === undefined
        ? "done"
        : `${formatPercent(active.accuracy)} of unseen characters, ${formatDuration(seconds)}`;
    this.leave(run, `${runLabel(run)}: ${words}`);
  }

  /** A run has ended; the words tell how. */
  leave(run: PlannedRun, words: string): void {
    this.drop(run);
    this.output.words(`${this.done}/${this.total} done  ${words}`);
    this.redraw();
  }

  /** Draws the live line, where there may be one. */
  redraw(): void {
    if (!this.output.interactive) return;
    this.#shownAt = this.output.io.now();
    this.output.live(this.line(this.output.columns - 1));
  }

  /** As much as fits, the important first. */
  line(columns: number): string {
    const elapsed = this.output.io.now() - this.#startedAt;
    const left = this.#work > 0 && (elapsed * this.#left) / this.#work;
    const rate = this.#rate.get();
    const runs = [...this.#active.values()].map(
      ({ run: { index, config }, step }) =>
        `#${index} ${step}/${config.training.steps}`,
    );
    const parts = [
      `${this.done}/${this.total} done`,
      ...(left === false ? [] : [`${formatDuration(left)} left`]),
      ...runs,
      ...(rate ? [`${formatCount(rate)} steps/s`] : []),
    ];
    return fitLine(parts, columns);
  }

  /** Steps on the way are not all told of, so that the number of the last one counts. */
  #stepped(active: Active, step: number): void {
    const steps = step - active.step;
    active.step = step;
    this.#steps += steps;
    const work = steps * stepWork(active.run);
    this.#work += work;
    this.#left -= work;
    this.#rate.mark(this.output.io.now(), this.#steps);
  }
}
