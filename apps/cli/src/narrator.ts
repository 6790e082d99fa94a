/** @file What a training run tells its user on the way. */
import type { TrainEvent } from "@trm/train";
import type { Output } from "./output";
import { Progress } from "./progress";
import { formatCount, wrapFacts } from "./progress-line";

/** Turns the events of one run into progress. */
export class Narrator {
  #progress: Progress | undefined;
  #next = 1;
  #submitted = false;

  constructor(
    readonly output: Output,
    readonly label?: string,
  ) {}

  tell(event: TrainEvent): void {
    if (event.type === "start") this.#start(event);
    if (event.type === "compiled" && !this.#submitted) {
      this.#submitted = true;
      this.#progress?.submitted(this.#next);
    }
    if (event.type === "step") this.#progress?.stepped(event);
    if (event.type === "evaluating") this.#progress?.evaluating();
    if (event.type === "evaluation") {
      const { charAcc } = event.evaluation;
      this.#progress?.evaluated(typeof charAcc === "number" ? charAcc : NaN);
    }
    if (event.type === "stopped-early") {
      const { metric, threshold, since, step } = event;
      this.output.words(
        `Stopped early after step ${step}: ${metric} at least ${threshold} since step ${since}.`,
      );
      this.redraw();
    }
    if (event.type === "checkpoint") this.#progress?.checkpointed(event.step);
    if (event.type === "warning") {
      this.output.words(`Warning: ${event.message}`);
      this.redraw();
    }
    if (event.type === "done") this.#progress?.finished();
  }

  /** Time has passed. */
  tick(): void {
    this.#progress?.tick();
  }

  /** Something else was written. */
  redraw(): void {
    this.#progress?.redraw();
  }

  #start(event: Extract<TrainEvent, { type: "start" }>): void {
    const { config, sequenceLength, parameters, blockPasses } = event;
    const { training } = config;
    this.#next = event.step + 1;
    this.#progress = new Progress(this.output, {
      steps: training.steps,
      tokensPerStep: training.batchSize * sequenceLength,
      from: event.step,
      label: this.label,
    });
    if (this.label !== undefined) return;
    const facts = [
      `${config.arch} on ${config.task} of length ${config.length}`,
      `${formatCount(parameters)} parameters`,
      `${blockPasses} block passes (${event.gradientPasses} with gradient)`,
      event.engine,
      `run ${event.dir}`,
      ...(event.step > 0 ? [`on from step ${event.step}`] : []),
    ];
    const columns = this.output.interactive ? this.output.columns : Infinity;
    this.output.words(wrapFacts(facts, columns));
  }
}
