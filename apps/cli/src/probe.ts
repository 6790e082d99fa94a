/** @file Proves that an engine works here by running a tiny function on it. */
import { RunFailedError } from "./errors";
import { quietTfjs } from "./quiet-tfjs";

/** Which engine to try. */
export interface ProbeOptions {
  readonly engine: "onnxruntime" | "tfjs";
  readonly device?: string;
  readonly threads?: number;
  readonly backend?: "tensorflow" | "wasm" | "cpu";
}

const INPUT = [1, 2, 3];

/**
 * Creates the engine, compiles x ↦ 2x + 1, runs it once and checks the numbers.
 * @returns the engine's description of itself
 * @throws {DeviceError} when the device or the backend does not work here
 * @throws {RunFailedError} when it works and computes something else
 */
export async function probeEngine(options: ProbeOptions): Promise<string> {
  const { createEngine } = await import("@trm/onnx/runtime");
  const { add, mul, scalar } = await import("@tensorflow/tfjs-core");
  await quietTfjs();
  const engine = await createEngine(options);
  try {
    const x = { dtype: "float32", shape: [INPUT.length] } as const;
    const compiled = await engine.compile(
      ({ x }) => ({ y: add(mul(x!, scalar(2)), scalar(1)) }),
      { x },
    );
    const { y } = await compiled.run({
      x: { ...x, data: Float32Array.from(INPUT) },
    });
    await compiled.release();
    const received = Array.from(y?.data ?? []).join(", ");
    const expected = INPUT.map((value) => 2 * value + 1).join(", ");
    if (received === expected) return engine.description;
    throw new RunFailedError(
      `${engine.description} computed [${received}] for 2x + 1 of [${INPUT.join(", ")}], where [${expected}] is right.`,
    );
  } finally {
    await engine.release();
  }
}
