/** @file The two engines of a comparison. */
import { createEngine, type Engine } from "@trm/onnx/runtime";

/** Where the two sides of the comparison run. */
export interface ParityEngines {
  /** Runs the ONNX file: onnxruntime, on one thread so that the evidence is the same each time. */
  readonly engine: Engine;
  /** Runs the model's own forward: TF.js. */
  readonly reference: Engine;
}

/**
 * Runs `body` with the engines given, or with ones of its own that it releases whatever happens.
 *
 * @throws {RuntimeError | DeviceError} when onnxruntime or every TF.js backend is missing
 */
export const withEngines = async <T>(
  given: ParityEngines | undefined,
  body: (engines: ParityEngines) => Promise<T>,
): Promise<T> => {
  if (given) return body(given);
  // What is compared may be a folder from anywhere.
  const engine = await createEngine({ threads: 1, untrusted: true });
  try {
    const reference = await createEngine({ engine: "tfjs" });
    try {
      return await body({ engine, reference });
    } finally {
      await reference.release();
    }
  } finally {
    await engine.release();
  }
};
