/** @file Chooses an engine by name. */
import type { Engine } from "./engine";
import { checkEngineOptions, type EngineOptions } from "./engine-options";

/**
 * Creates an engine; what it needs is loaded only now.
 *
 * @throws {RuntimeError | DeviceError} when an option is unknown, or the engine cannot work on this machine
 */
export const createEngine = async (
  options: EngineOptions = {},
): Promise<Engine> => {
  checkEngineOptions(options);
  if (options.engine === "tfjs") {
    const { createTfjsEngine } = await import("./tfjs-engine");
    return createTfjsEngine(options.backend);
  }
  const { createOnnxruntimeEngine } = await import("./onnxruntime-engine");
  return createOnnxruntimeEngine(options);
};
