/** @file The progress of training: one redrawn line on a terminal, plain lines elsewhere. */
import type { Output } from "./output";
import { formatPercent } from "./table";

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
/** Below this width, characters, the word "step" is left out. */
const NARROW_COLUMNS = 60;
/** The rate is measured over the steps of the last so many ms. */
const WINDOW_MS = 10_000;

/** 3725000 ms → "1h 02m"; below an hour "2m 05s", below a minute "5s". */
export function formatDuration(durationMs: number): string {
  const seconds = Math.max(0, Math.round(durationMs / 1000));
  const two = (value: number): string => String(value).padStart(2, "0");
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${two(seconds % 60)}s`;
  return `${Math.floor(minutes / 60)}h ${two(minutes % 60)}m`;
}

/** Three significant digits with k or M: 25344 → "25.3k". */
export function formatCount(value: number): string {
  const short = (scaled: number): string =>
    scaled >= 100
      ? String(Math.round(scaled))
      : String(Number(scaled.toPrecision(3)));
  if (value >= 999_500) return `${short(value / 1e6)}M`;
  if (value >= 999.5) return `${short(value / 1e3)}k`;
  return short(value);
}

/**
 * Joins the parts that fit in `columns` characters, the most important first; a first part that is itself too long is cut.
 */
export function fitLine(parts: readonly string[], columns: number): string {
  const [first = "", ...rest] = parts;
  return rest.reduce(
    (line, part) => {
      const longer = `${line}  ${part}`;
      return longer.length <= columns ? longer : line;
    },
    first.slice(0, columns),
  );
}

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

/** Shows one training run as it goes; tell it what happened, in order. */
export class Progress {
  readonly #rate = new Rate();
  #accuracy: number | undefined;
  #latest: StepReport;
  #shownAt = -Infinity;
  #shownStep: number | undefined;

  constructor(
    readonly output: Output,
    readonly options: ProgressOptions,
  ) {
    this.#latest = { step: options.from ?? 0 };
  }

  /** The first step has been handed to the engine. */
  submitted(step: number): void {
    this.#shownAt = this.#now();
    this.#rate.mark(this.#shownAt, step - 1);
    this.#show(`${this.#counter(step)} submitted`);
  }

  /** A step has returned its loss. */
  stepped(report: StepReport): void {
    this.#latest = report;
    const at = this.#now();
    this.#rate.mark(at, report.step);
    const pauseMs = this.output.interactive ? REDRAW_MS : PLAIN_MS;
    const last = report.step === this.options.steps;
    if (at - this.#shownAt < pauseMs && !last) return;
    this.#shownAt = at;
    this.#shownStep = report.step;
    this.#show(this.#line());
  }

  /** An evaluation has returned its accuracy of characters, a fraction. */
  evaluated(accuracy: number): void {
    this.#accuracy = accuracy;
    this.#shownAt = this.#now();
    const { step } = this.#latest;
    // On plain lines everything else about this step may stand there already.
    const known = !this.output.interactive && this.#shownStep === step;
    this.#shownStep = step;
    this.#show(
      known
        ? `${this.#counter(step)}  accuracy ${formatPercent(accuracy)}`
        : this.#line(),
    );
  }

  /** Leaves the last line standing, or takes the live one away. */
  finished(): void {
    this.output.clearLive();
  }

  #now(): number {
    return this.output.io.now();
  }

  #counter(step: number): string {
    const { label, steps } = this.options;
    const narrow =
      this.output.interactive && this.output.columns < NARROW_COLUMNS;
    const counter = `${narrow ? "" : "step "}${step}/${steps}`;
    return label === undefined ? counter : `${label}: ${counter}`;
  }

  /** The facts in the order of their importance: what does not fit is left out from the end. */
  #line(): string {
    const { step, loss } = this.#latest;
    const parts = [this.#counter(step)];
    if (loss !== undefined) parts.push(`loss ${loss.toFixed(4)}`);
    const rate = this.#rate.get();
    if (rate !== undefined && rate > 0) {
      const left = (1000 * (this.options.steps - step)) / rate;
      parts.push(`${formatDuration(left)} left`);
      parts.push(`${formatCount(rate)} steps/s`);
    }
    if (this.#accuracy !== undefined)
      parts.push(`accuracy ${formatPercent(this.#accuracy)}`);
    if (rate !== undefined && rate > 0)
      parts.push(`${formatCount(rate * this.options.tokensPerStep)} tokens/s`);
    if (!this.output.interactive) return parts.join("  ");
    return fitLine(parts, this.output.columns - 1);
  }

  #show(line: string): void {
    if (this.output.interactive)
      this.output.live(line.slice(0, this.output.columns - 1));
    else this.output.words(line);
  }
}
