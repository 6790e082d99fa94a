/** @file What a training run tells its user on the way. */
import type { TrainEvent } from "@trm/train";
import type { Output } from "./output";
import { formatCount, Progress } from "./progress";

/** Turns the events of one run into progress, and keeps what a summary needs. */
export class Narrator {
  loss: number | undefined;
  evaluation: Readonly<Record<string, number>> | undefined;
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
    if (event.type === "step") {
      this.loss = event.loss;
      this.#progress?.stepped(event);
    }
    if (event.type === "evaluation") {
      this.evaluation = event.evaluation;
      this.#progress?.evaluated(event.evaluation["charAcc"] ?? NaN);
    }
    if (event.type === "done") this.#progress?.finished();
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
    this.output.words(
      `${config.arch} on ${config.task} of length ${config.length}: ${formatCount(parameters)} parameters, ${blockPasses} block passes (${event.gradientPasses} with gradient), ${event.engine}, run ${event.dir}`,
    );
  }
}
