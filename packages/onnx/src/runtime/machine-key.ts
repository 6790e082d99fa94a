/** @file What the answer of a device probe depends on, as one string: where it is the same, so is the answer. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { findDevices, findProviderFolder, readDriver } from "./cuda-machine";

/** What CUDA, its loader and containers read. */
const VARIABLES = [
  ...["LD_LIBRARY_PATH", "LD_PRELOAD", "CUDA_HOME", "CUDA_PATH"],
  ...["CUDA_VISIBLE_DEVICES", "NVIDIA_VISIBLE_DEVICES"],
];

const readVersion = (folder: string): string | undefined => {
  try {
    // The native files lie in bin/napi-v6/<platform>/<architecture>.
    const text = readFileSync(join(folder, "../../../../package.json"), "utf8");
    return (JSON.parse(text) as { version?: string }).version;
  } catch {
    return undefined;
  }
};

const readFiles = (folder: string): string[] => {
  try {
    return readdirSync(folder)
      .sort()
      .map((name) => {
        const { size, mtimeMs } = statSync(join(folder, name));
        return `${name} ${size} ${mtimeMs}`;
      });
  } catch {
    return [];
  }
};

/**
 * Versions of onnxruntime-node, Node and the driver, the platform, the native files with size and time, GPUs, and the
 * environment that CUDA reads. Cheap: nothing is loaded.
 */
export const machineKey = (
  env: Readonly<Record<string, string | undefined>> = process.env,
  folder = findProviderFolder(),
): string =>
  JSON.stringify({
    onnxruntime: folder === undefined ? undefined : readVersion(folder),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    folder,
    files: folder === undefined ? [] : readFiles(folder),
    driver: readDriver(),
    devices: findDevices(),
    env: Object.fromEntries(VARIABLES.map((name) => [name, env[name]])),
  });
