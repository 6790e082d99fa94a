/** @file Chooses an engine by name. */
import type { Engine } from "./engine";

/** Which engine, where. */
export interface EngineOptions {
  readonly engine?: "onnxruntime" | "tfjs";
  /** onnxruntime's execution provider: cpu, cuda, webgpu. */
  readonly device?: string;
  /** onnxruntime's threads; 0 lets it choose. */
  readonly threads?: number;
  /** The TF.js backend; absent chooses the fastest installed. */
  readonly backend?: "tensorflow" | "wasm" | "cpu";
}

/**
 * Creates an engine; what it needs is loaded only now.
 *
 * @throws {RuntimeError | DeviceError} when it cannot work on this machine
 */
export const createEngine = async ({
  engine = "onnxruntime",
  device,
  threads,
  backend,
}: EngineOptions = {}): Promise<Engine> => {
  if (engine === "tfjs") {
    const { createTfjsEngine } = await import("./tfjs-engine");
    return createTfjsEngine(backend);
  }
  const { createOnnxruntimeEngine } = await import("./onnxruntime-engine");
  return createOnnxruntimeEngine({ device, threads });
};
