/** @file From what `--device` says to a device that works here. */
import type { DeviceProbe } from "@trm/onnx/runtime";
import { UsageError } from "../errors";
import type { Output } from "../output";
import { cacheFile, readCache, writeCache } from "./device-cache";

/** What is asked for: a flag's or a configuration's values. */
export interface DeviceChoice {
  /** cpu if absent; auto is cuda where it works, else cpu */
  readonly device?: string;
  readonly tf32?: boolean;
}

/** Options for an engine, with a device that works; both replace what was there before. */
export interface ChosenDevice {
  readonly device: string;
  /** undefined on devices that do not read it */
  readonly tf32: boolean | undefined;
}

/** Finds out whether a device works. */
export type Probe = (device: string) => Promise<DeviceProbe>;

/** A probe that asks nobody, and remembers the answer. */
export const freshProbe =
  (env: Output["io"]["env"]): Probe =>
  async (device) => {
    const { machineKey, probeDevice } = await import("@trm/onnx/runtime");
    const probe = await probeDevice(device);
    writeCache(cacheFile(env), probe, machineKey());
    return probe;
  };

/** A probe that asks the user's cache first. */
const cachedProbe =
  (env: Output["io"]["env"]): Probe =>
  async (device) => {
    const { machineKey } = await import("@trm/onnx/runtime");
    const cached = readCache(cacheFile(env), device, machineKey());
    return cached?.probe ?? freshProbe(env)(device);
  };

/** The first thing that is missing; `trm doctor` has all. */
function inShort({ problems, reason }: DeviceProbe): string {
  const [first, ...more] = problems;
  if (first === undefined) return reason;
  return more.length === 0
    ? first.missing
    : `${first.missing}, and ${more.length} more`;
}

/**
 * Chooses the device. Any other than the cpu is proven in a child process, or was lately; `auto` says on stderr when
 * it falls back.
 * @throws {DeviceError} when a device that was named does not work, saying what is missing and how to install it
 * @throws {UsageError} for `tf32` on the cpu
 */
export async function chooseDevice(
  output: Output,
  { device = "cpu", tf32 = false }: DeviceChoice,
  probe: Probe = cachedProbe(output.io.env),
): Promise<ChosenDevice> {
  if (device === "cpu") {
    if (tf32)
      throw new UsageError(
        "--tf32 is read with --device cuda only, but the device is cpu; leave one of them out.",
      );
    return { device, tf32: undefined };
  }
  const wanted = device === "auto" ? "cuda" : device;
  const found = await probe(wanted);
  if (found.works)
    return { device: wanted, tf32: wanted === "cuda" ? tf32 : undefined };
  if (device === "auto") {
    output.words(
      `Using the cpu, since cuda does not work here: ${inShort(found)} (trm doctor says how to change that).`,
    );
    return { device: "cpu", tf32: undefined };
  }
  const { DeviceError } = await import("@trm/onnx");
  throw new DeviceError(
    `Device ${wanted} does not work here: ${found.reason}.`,
  );
}

/**
 * The device for an engine: as flags say it, and otherwise as it was recorded. What was recorded says nothing once
 * another device is named.
 * @throws what `chooseDevice` throws
 * @throws {UsageError} for flags that the engine does not read
 */
export async function chooseDeviceOf(
  engine: "onnxruntime" | "tfjs",
  output: Output,
  flags: DeviceChoice,
  recorded: DeviceChoice = {},
  probe?: Probe,
): Promise<ChosenDevice> {
  if (engine === "tfjs") {
    if (flags.device === undefined && !flags.tf32)
      return { device: "cpu", tf32: undefined };
    throw new UsageError(
      `${flags.device === undefined ? "--tf32" : `--device ${flags.device}`} is read with --engine onnxruntime only, but the engine is tfjs; leave one of them out.`,
    );
  }
  const base = flags.device === undefined ? recorded : {};
  const { device = base.device, tf32 = base.tf32 } = flags;
  return chooseDevice(output, { device, tf32 }, probe);
}
