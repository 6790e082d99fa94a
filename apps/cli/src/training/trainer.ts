/** @file What trains: everything of a run that computes. It owns no terminal and no signal, and says how it goes. */
import type { Execution } from "@trm/experiments";
import type { TrainOptions } from "@trm/train";
import { InterruptedError } from "../errors";
import { openStart } from "../initial-weights";
import { Output, type Io } from "../output";
import { quietTfjs } from "../quiet-tfjs";
import { checkEngine, runtimeElsewhere } from "./check-engine";
import type {
  FromTrainer,
  Job,
  RepeatRequest,
  SweepRunRequest,
  TrainerResult,
  TrainingRequest,
} from "./messages";
import { packError } from "./packed-error";
import { waitForLock } from "./wait-for-lock";

/** The world of a trainer. */
export interface TrainerWorld {
  /** Called in the order in which things happen. */
  readonly post: (message: FromTrainer) => void;
  /** Once aborted, the step under way is finished and a checkpoint written; an evaluation is broken off. */
  readonly stop: AbortSignal;
  readonly env: Io["env"];
  /** pid of the command, without which a run ends soon; absent where the command trains itself. */
  readonly supervisor?: number;
}

/**
 * Trains or resumes a run, alone or as one of a sweep, or repeats steps of one.
 * @returns when it has ended; the last message was "end", "ran", "repeated" or "error", and nothing is thrown
 */
export async function runTrainer(job: Job, world: TrainerWorld): Promise<void> {
  try {
    await quietTfjs();
    if (job.type === "repeat") await repeatSteps(job.request, world);
    else if (job.type === "sweep-run") {
      const outcome = await runOfSweep(job.request, world);
      world.post({ type: "ran", outcome });
    } else {
      const result = await trainRun(job.request, world);
      world.post({ type: "end", result });
    }
  } catch (error) {
    world.post({ type: "error", error: packError(error) });
  }
}

/** An output whose words are messages; a trainer has no data. */
function wordsOf({ post, env }: TrainerWorld): Output {
  const stderr = {
    write: (text: string) => post({ type: "words", text: text.trimEnd() }),
  };
  const stdin = (async function* (): AsyncGenerator<string> {})();
  const now = (): number => performance.now();
  return new Output({ stdout: stderr, stderr, stdin, env, now });
}

/** What the run's engine is made of, where it goes on elsewhere; undefined where it does not. */
async function runtimeOf(
  { dir, elsewhere = {} }: Pick<RepeatRequest, "dir" | "elsewhere">,
  output: Output,
): Promise<TrainOptions["runtime"]> {
  const moved = Object.values(elsewhere).some((flag) => flag !== undefined);
  if (!moved) return undefined;
  const { readRunConfig } = await import("@trm/train");
  return runtimeElsewhere(output, readRunConfig(dir).runtime, elsewhere);
}

/** The run as `train` takes it, with an engine that works here. */
async function prepare(
  { config, dir, init, elsewhere }: TrainingRequest,
  output: Output,
): Promise<TrainOptions> {
  if (config === undefined) {
    const runtime = await runtimeOf({ dir, elsewhere }, output);
    return { dir, resume: true, runtime };
  }
  const runtime = await checkEngine(output, config.runtime);
  const start =
    init === undefined ? undefined : await openStart(init, config.task);
  return { dir, config: { ...config, runtime }, init: start?.weights };
}

async function repeatSteps(
  { dir, from, to, elsewhere }: RepeatRequest,
  world: TrainerWorld,
): Promise<void> {
  const { verifyRun } = await import("@trm/train");
  const { post, stop } = world;
  const runtime = await runtimeOf({ dir, elsewhere }, wordsOf(world));
  try {
    const result = await verifyRun(dir, {
      ...{ from, to, runtime, signal: stop },
      onEvent: (event) => post({ type: "repeating", event }),
    });
    post({ type: "repeated", result });
  } catch (error) {
    if (!stop.aborted || error !== stop.reason) throw error;
    throw new InterruptedError(
      "Interrupted before the end, so whether the steps are the same is not known.",
    );
  }
}

async function runOfSweep(
  { dir, run, leaseMs }: SweepRunRequest,
  world: TrainerWorld,
): Promise<Execution> {
  const { executeRun } = await import("@trm/experiments");
  const output = wordsOf(world);
  const { post, stop, supervisor } = world;
  const wait = { stop, say: (words: string) => output.words(words) };
  const outcome = await waitForLock(wait, () =>
    executeRun(dir, run, {
      ...{ signal: stop, leaseMs, lock: { supervisor } },
      onEvent: (event) => post({ type: "event", event }),
    }),
  );
  return outcome ?? "interrupted";
}

async function trainRun(
  request: TrainingRequest,
  world: TrainerWorld,
): Promise<TrainerResult | undefined> {
  const { train } = await import("@trm/train");
  const { Evaluator } = await import("@trm/experiments");
  const output = wordsOf(world);
  const { post, stop, supervisor } = world;
  const options = await prepare(request, output);
  const evaluator = new Evaluator();
  const startedAt = performance.now();
  const wait = { stop, say: (words: string) => output.words(words) };
  try {
    const result = await waitForLock(wait, () =>
      train({
        ...options,
        signal: stop,
        lock: { supervisor },
        onEvent: (event) => {
          if (event.type === "start") evaluator.start(event.config);
          post({ type: "event", event });
        },
        evaluate: (model) => evaluator.evaluate(model, stop),
      }),
    );
    if (result === undefined) return undefined;
    const { status, step, loss, evaluation, modelConfig } = result;
    const { stoppedEarly } = result;
    const seconds = (performance.now() - startedAt) / 1000;
    const { latest } = evaluator;
    return {
      ...{ status, step, loss, evaluation, latest, modelConfig, seconds },
      ...(stoppedEarly && { stoppedEarly }),
    };
  } finally {
    await evaluator.release();
  }
}
