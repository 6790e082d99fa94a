/** @file The progress of an evaluation over several lengths: how far, how fast, how long still. */
import type { Output } from "../output";
import { PLAIN_MS, Rate } from "../progress";
import { fitLine, formatCount, formatDuration } from "../progress-line";
import { positionsNeeded, type EvalPlan } from "./plan";

/** Shows one evaluation as it goes. */
export class EvalProgress {
  readonly #rate = new Rate();
  /** Positions that are fed for all examples of all lengths: what the time goes with. */
  readonly #work: number;
  #before = 0;
  #shownAt: number;

  constructor(
    readonly output: Output,
    readonly plan: EvalPlan,
  ) {
    const { task, lengths, count } = plan;
    this.#work = lengths.reduce(
      (sum, length) => sum + count * positionsNeeded(task, length),
      0,
    );
    this.#shownAt = output.io.now();
    this.#rate.mark(this.#shownAt, 0);
  }

  /** So many examples of a length are answered. */
  answered(length: number, done: number): void {
    const { task, count } = this.plan;
    const each = positionsNeeded(task, length);
    const work = this.#before + done * each;
    if (done === count) this.#before = work;
    const at = this.output.io.now();
    this.#rate.mark(at, work);
    const parts = [`length ${length}: ${done}/${count} examples`];
    const rate = this.#rate.get();
    if (rate !== undefined && rate > 0)
      parts.push(
        `${formatDuration((1000 * (this.#work - work)) / rate)} left`,
        `${formatCount(rate / each)} examples/s`,
      );
    this.#show(parts, at);
  }

  #show(parts: readonly string[], at: number): void {
    const { output } = this;
    if (output.interactive) output.live(fitLine(parts, output.columns - 1));
    else if (at - this.#shownAt >= PLAIN_MS) {
      this.#shownAt = at;
      output.words(parts.join("  "));
    }
  }
}
