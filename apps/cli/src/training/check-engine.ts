/** @file Where a run computes: proven to work before anything is written. */
import type { TrainConfig } from "@trm/train";
import { chooseDeviceOf, type Probe } from "../doctor/choose-device";
import type { Output } from "../output";
import { probeEngine } from "../probe";
import type { Elsewhere } from "./messages";

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
  { threads = runtime.threads, ...flags }: Elsewhere,
  probe?: Probe,
): Promise<Runtime> {
  const { engine } = runtime;
  return {
    ...runtime,
    threads,
    ...(await chooseDeviceOf(engine, output, flags, runtime, probe)),
  };
}
