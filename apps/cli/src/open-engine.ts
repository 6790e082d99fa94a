/** @file Where a model that was opened is computed. */
import type { Decoder } from "@trm/eval";
import type { Engine } from "@trm/onnx/runtime";
import type { DeviceFlags } from "./device-flags";
import { chooseDeviceOf } from "./doctor/choose-device";
import type { OpenModel } from "./open-model";
import type { Output } from "./output";
import { quietTfjs } from "./quiet-tfjs";

/** Where to compute, as flags say it. */
export interface EngineFlags extends DeviceFlags {
  readonly engine?: "onnxruntime" | "tfjs";
  readonly threads?: number;
}

/**
 * An engine as the flags say, and otherwise as the model was trained.
 * @throws {DeviceError} when the device does not work here, saying what is missing
 * @throws {UsageError} for flags that the engine does not read
 */
export async function openEngine(
  { runtime }: Pick<OpenModel, "runtime">,
  flags: EngineFlags,
  output: Output,
): Promise<Engine> {
  const { createEngine } = await import("@trm/onnx/runtime");
  await quietTfjs();
  const engine = flags.engine ?? runtime?.engine ?? "onnxruntime";
  const threads = flags.threads ?? runtime?.threads;
  const recorded = runtime?.engine === engine ? runtime : {};
  const place = await chooseDeviceOf(engine, output, flags, recorded);
  // A folder without a run may come from anywhere.
  const untrusted = runtime === undefined;
  return createEngine({ engine, threads, ...place, untrusted });
}

/** The decoder that fits the engine: of the very file that is shipped where the engine opens one. */
export async function openDecoder(
  { config, params, artefact }: OpenModel,
  engine: Engine,
): Promise<Decoder> {
  const { createDecoder, checkParameters } = await import("@trm/eval");
  checkParameters(config, params);
  return engine.name === "tfjs"
    ? createDecoder({ engine, config, params })
    : createDecoder({ engine, config, model: await artefact() });
}
