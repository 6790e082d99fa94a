/** @file The command's side of a trainer: starts it, passes interrupts on, shows its words, and hears it to the end. */
import type { Interrupt } from "../interrupt";
import type { Output } from "../output";
import type { FromTrainer, Job, StartTrainer, TrainerEnd } from "./messages";
import { Noise } from "./noise";

/** The line is drawn again so often while nothing happens, ms. */
const TICK_MS = 1000;

/** Who hears what a trainer says beside words. */
export interface Hearer {
  onMessage(message: FromTrainer): void;
  /** Something was written where the live line had been. */
  redraw(): void;
  /** Time has passed. */
  tick(): void;
}

/** A trainer that has ended. */
export interface Conversation {
  /** Its verdict; absent when it ended without one. */
  readonly last?: Extract<
    FromTrainer,
    { type: "end" | "ran" | "repeated" | "error" }
  >;
  readonly end: TrainerEnd;
  /** The last lines that its process wrote, oldest first. */
  readonly lines: readonly string[];
}

/** @returns ends the listening: one signal is heard by every trainer of a sweep */
const whenAborted = (signal: AbortSignal, act: () => void): (() => void) => {
  if (signal.aborted) act();
  else signal.addEventListener("abort", act, { once: true });
  return () => signal.removeEventListener("abort", act);
};

/** Forks, unless whoever called the command trains in another way. */
async function starterOf({ io }: Output): Promise<StartTrainer> {
  if (io.startTrainer !== undefined) return io.startTrainer;
  return (await import("./start-trainer")).startTrainer;
}

/** Has another process do a job. */
export async function converse(
  output: Output,
  job: Job,
  { stop, kill }: Interrupt,
  hearer: Hearer,
): Promise<Conversation> {
  const start = await starterOf(output);
  const words = (text: string): void => {
    output.words(text);
    hearer.redraw();
  };
  const noise = new Noise(words, output.io.env["TRM_DEBUG"] === "1");
  let last: Conversation["last"];
  const trainer = start(job, {
    onMessage: (message) => {
      const { type } = message;
      if (type === "words") words(message.text);
      else if (type === "event" || type === "repeating")
        hearer.onMessage(message);
      else last = message;
    },
    onNoise: (text) => noise.push(text),
  });
  const deaf = [
    whenAborted(stop, () => trainer.stop()),
    whenAborted(kill, () => trainer.kill()),
  ];
  const ticking = setInterval(() => hearer.tick(), TICK_MS);
  const end = await trainer.ended;
  clearInterval(ticking);
  for (const forget of deaf) forget();
  noise.end();
  output.clearLive();
  return { last, end, lines: noise.lines };
}
