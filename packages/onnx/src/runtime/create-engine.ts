/** @file Chooses an engine by name. */
import { checkEngineOptions } from "./check-engine-options";
import type { Engine } from "./engine";
import type { TfjsBackend } from "./tfjs-backends";

/** Which engine, where. */
export interface EngineOptions {
  readonly engine?: "onnxruntime" | "tfjs";
  /** onnxruntime's execution provider: cpu, cuda, webgpu, or another that it has on this platform; tfjs has cpu only. */
  readonly device?: string;
  /** onnxruntime's threads; 0 lets it choose. */
  readonly threads?: number;
  /** Of cuda: whether matrix products may round their factors to TF32 (10 bits of mantissa); off by default. */
  readonly tf32?: boolean;
  /** Whether models that are loaded come from elsewhere: each is opened in a child process first, which costs a moment. */
  readonly untrusted?: boolean;
  /** The TF.js backend; absent chooses the fastest installed. */
  readonly backend?: TfjsBackend;
}

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
