/** @file One training run as the user sees it: progress, evaluations, Ctrl-C, the last words. */
import type { Engine } from "@trm/onnx/runtime";
import type { InitialWeights, TrainConfig } from "@trm/train";
import type { DeviceFlags } from "./device-flags";
import { chooseDeviceOf, type Probe } from "./doctor/choose-device";
import { EXIT } from "./errors";
import { Evaluator } from "./evaluator";
import { withInterrupt } from "./interrupt";
import { Narrator } from "./narrator";
import type { Output } from "./output";
import { probeEngine } from "./probe";
import { quietTfjs } from "./quiet-tfjs";
import { formatPercent } from "./table";

/** What to train, and where the run lies. */
export interface TrainingOptions {
  /** Of a new run; absent, the run in the folder goes on from its newest checkpoint. */
  readonly config?: TrainConfig;
  readonly dir: string;
  /** Weights that a new run starts from; absent, its seed makes them. */
  readonly init?: InitialWeights;
  /** Of a run that goes on: where, if not where it was started. */
  readonly elsewhere?: DeviceFlags;
  /** Print a JSON summary instead of the run's folder. */
  readonly json: boolean;
}

/** What a run's end is told as, with `--json`. */
interface Summary {
  readonly run: string;
  readonly status: "completed" | "interrupted";
  readonly step: number;
  readonly loss?: number;
  readonly evaluation?: Readonly<Record<string, number>>;
}

type Runtime = TrainConfig["runtime"];

/**
 * Proves, before anything is written, that an engine other than the default one works here.
 * @returns the same, with the device that `auto` stands for
 * @throws {UsageError} for a device or TF32 that the engine does not read
 */
export async function checkEngine(
  output: Output,
  runtime: Runtime,
  probe?: Probe,
): Promise<Runtime> {
  const { engine, tf32 } = runtime;
  // A configuration has a device even where nobody named one.
  const device = runtime.device === "cpu" ? undefined : runtime.device;
  const flags = { device, tf32 };
  const place = await chooseDeviceOf(engine, output, flags, {}, probe);
  if (engine === "tfjs") await probeEngine({ engine });
  return { ...runtime, ...place };
}

/**
 * What an engine is made of for a run that is resumed elsewhere than where it was started.
 * @param runtime as the run recorded it
 */
export async function runtimeElsewhere(
  output: Output,
  runtime: Runtime,
  flags: DeviceFlags,
  probe?: Probe,
): Promise<Runtime> {
  const { engine } = runtime;
  return {
    ...runtime,
    ...(await chooseDeviceOf(engine, output, flags, runtime, probe)),
  };
}

async function engineElsewhere(
  output: Output,
  dir: string,
  flags: DeviceFlags,
): Promise<Engine | undefined> {
  if (flags.device === undefined && flags.tf32 === undefined) return undefined;
  const { createEngine } = await import("@trm/onnx/runtime");
  const { readRunConfig } = await import("@trm/train");
  const { runtime } = readRunConfig(dir);
  return createEngine(await runtimeElsewhere(output, runtime, flags));
}

/**
 * Trains or resumes a run and says how it went; the exit code is 130 after an interruption.
 * @throws what `train` throws: before anything is written for input that cannot be used
 */
export async function runTraining(
  output: Output,
  { config, dir, init, elsewhere = {}, json }: TrainingOptions,
): Promise<void> {
  const { train } = await import("@trm/train");
  await quietTfjs();
  const started = config && {
    ...config,
    runtime: await checkEngine(output, config.runtime),
  };
  const engine = await engineElsewhere(output, dir, elsewhere);
  const evaluator = new Evaluator();
  const narrator = new Narrator(output);
  try {
    const { status, step, loss, evaluation } = await withInterrupt(
      () => output.words("Stopping after this step; once more ends at once."),
      (signal) =>
        train({
          config: started,
          dir,
          init,
          engine,
          resume: config === undefined,
          signal,
          onEvent: (event) => {
            if (event.type === "start") evaluator.start(event.config);
            narrator.tell(event);
          },
          evaluate: (model) => evaluator.evaluate(model),
        }),
    );
    conclude(output, { run: dir, status, step, loss, evaluation }, json);
  } finally {
    output.clearLive();
    await evaluator.release();
    await engine?.release();
  }
}

function conclude(output: Output, summary: Summary, json: boolean): void {
  const { run, status, step, loss, evaluation } = summary;
  if (status === "interrupted") {
    output.words(
      `Interrupted after step ${step} with a checkpoint; go on with: trm resume ${run}`,
    );
    output.exitCode = EXIT.interrupted;
  } else {
    const facts = [
      loss === undefined ? "" : `, loss ${loss.toFixed(4)}`,
      evaluation === undefined
        ? ""
        : `, ${formatPercent(evaluation["charAcc"] ?? NaN)} of unseen characters`,
    ];
    output.words(`Done after step ${step}${facts.join("")}.`);
  }
  if (json) output.json(summary);
  else output.data(`${run}\n`);
}
