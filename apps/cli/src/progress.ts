/** @file The progress of training: one redrawn line on a terminal, plain lines elsewhere. */
import type { Output } from "./output";
import { liveLine, plainLine, type ProgressFacts } from "./progress-line";

/** What is known after a step; a field that is absent is not shown. */
export interface StepReport {
  /** Steps completed so far. */
  readonly step: number;
  /** Mean loss of the step, nats. */
  readonly loss?: number;
}

/** How a line of progress begins and what it counts to. */
export interface ProgressOptions {
  /** Steps of the whole run. */
  readonly steps: number;
  /** Tokens of one step, all positions of the batch. */
  readonly tokensPerStep: number;
  /** The step the run started from; after a resume it is not 0. */
  readonly from?: number;
  /** Put before every line, such as "3/7 iterative-step". */
  readonly label?: string;
}

/** Redraws of the live line are at least this far apart, ms. */
const REDRAW_MS = 100;
/** Plain lines are at least this far apart, ms. */
export const PLAIN_MS = 10_000;
/** A log is told so often that a step still takes its time, ms. */
const STILL_MS = 60_000;
/** A step that takes longer, and twice as long as the others, is said to be waited for, ms. */
const WAIT_MS = 5000;
/** The rate is measured over the steps of the last so many ms. */
const WINDOW_MS = 10_000;

/** Steps per second over a sliding window. */
export class Rate {
  readonly #marks: { at: number; step: number }[] = [];

  mark(at: number, step: number): void {
    this.#marks.push({ at, step });
    while (
      this.#marks.length > 2 &&
      at - (this.#marks[0]?.at ?? at) > WINDOW_MS
    )
      this.#marks.shift();
  }

  /** Steps per second; undefined until time has passed between two steps. */
  get(): number | undefined {
    const first = this.#marks[0];
    const last = this.#marks.at(-1);
    if (!first || !last || last.at <= first.at) return undefined;
    return (1000 * (last.step - first.step)) / (last.at - first.at);
  }
}

/** What may be under way. */
type Doing = "preparing" | "submitted" | "training" | "evaluating";

/** Shows one training run as it goes; tell it what happened, in order. */
export class Progress {
  readonly #rate = new Rate();
  /** Of the last evaluation. */
  #accuracy: { readonly step: number; readonly value: number } | undefined;
  #checkpoint: number | undefined;
  #latest: StepReport;
  /** What is under way, since when. */
  #doing: Doing = "preparing";
  /** What goes on after an evaluation. */
  #between: "preparing" | "training" = "preparing";
  #since: number;
  #shownAt: number;
  #shownStep: number | undefined;

  constructor(
    readonly output: Output,
    readonly options: ProgressOptions,
  ) {
    this.#latest = { step: options.from ?? 0 };
    this.#since = this.#now();
    this.#shownAt = this.#since;
  }

  /** The first step has been handed to the engine. */
  submitted(step: number): void {
    this.#rate.mark(this.#now(), step - 1);
    this.#turnTo("submitted");
    if (this.output.interactive) this.redraw();
    else this.#plain(`${this.#counter(step)} submitted`);
  }

  /** A step has returned its loss. */
  stepped(report: StepReport): void {
    this.#latest = report;
    this.#rate.mark(this.#now(), report.step);
    const last = report.step === this.options.steps;
    this.#between = "training";
    this.#turnTo(this.#between);
    const pauseMs = this.output.interactive ? REDRAW_MS : PLAIN_MS;
    if (this.#now() - this.#shownAt >= pauseMs || last) this.#show();
  }

  /** An evaluation begins, after a step or before the first one. */
  evaluating(): void {
    this.#accuracy = undefined;
    this.#turnTo("evaluating");
    this.redraw();
  }

  /** An evaluation has returned its accuracy of characters, a fraction. */
  evaluated(accuracy: number): void {
    const { step } = this.#latest;
    this.#accuracy = { step, value: accuracy };
    this.#turnTo(this.#between);
    // On plain lines everything else about this step may stand there already.
    if (this.output.interactive || this.#shownStep !== step) this.#show();
    else
      this.#plain(plainLine({ ...this.#place(), loss: undefined, accuracy }));
  }

  /** A checkpoint is on disk; the next line says so. */
  checkpointed(step: number): void {
    this.#checkpoint = step;
  }

  /** Time has passed: a clock goes on while a step takes long, and a log is told now and then that it does. */
  tick(): void {
    if (this.output.interactive) this.redraw();
    else if (this.#now() - this.#shownAt >= STILL_MS) this.#show();
  }

  /** Draws the live line again, after words or a change of width. */
  redraw(): void {
    if (this.output.interactive) this.#show();
  }

  /** Leaves the last line standing, or takes the live one away. */
  finished(): void {
    this.output.clearLive();
  }

  #now(): number {
    return this.output.io.now();
  }

  #turnTo(doing: Doing): void {
    this.#doing = doing;
    this.#since = this.#now();
  }

  #place(): ProgressFacts {
    const { label, steps } = this.options;
    return { label, steps, step: this.#latest.step };
  }

  #counter(step: number): string {
    return plainLine({ ...this.#place(), step });
  }

  /** What is worth saying beside the numbers of the last step. */
  #underWay(rate: number | undefined): ProgressFacts["doing"] {
    const forMs = this.#now() - this.#since;
    const what = this.#doing;
    if (what !== "training") return { what, forMs };
    const { steps } = this.options;
    const slow = forMs >= WAIT_MS && (forMs * (rate ?? 0)) / 1000 >= 2;
    return slow && this.#latest.step < steps
      ? { what: "waiting", forMs }
      : undefined;
  }

  #facts(): ProgressFacts {
    const { step, loss } = this.#latest;
    const { steps, tokensPerStep } = this.options;
    const rate = this.#rate.get() || undefined;
    const doing = this.#underWay(rate);
    const sinceMs = this.#now() - this.#since;
    return {
      ...this.#place(),
      step: this.#doing === "submitted" ? step + 1 : step,
      loss,
      // In a log it stands beside its own step only, so that no older one is taken for the step's.
      accuracy:
        this.output.interactive || this.#accuracy?.step === step
          ? this.#accuracy?.value
          : undefined,
      doing:
        this.output.interactive || doing?.what === "waiting"
          ? doing
          : undefined,
      leftMs:
        rate === undefined || step === steps
          ? undefined
          : Math.max(0, (1000 * (steps - step)) / rate - sinceMs),
      rate,
      tokensPerSecond: rate && rate * tokensPerStep,
      checkpoint: this.#checkpoint,
    };
  }

  #show(): void {
    this.#shownAt = this.#now();
    this.#shownStep = this.#latest.step;
    const facts = this.#facts();
    if (this.output.interactive)
      this.output.live(liveLine(facts, this.output.columns - 1));
    else this.#plain(plainLine(facts));
  }

  #plain(line: string): void {
    this.#shownAt = this.#now();
    this.#shownStep = this.#latest.step;
    this.output.words(line);
  }
}
