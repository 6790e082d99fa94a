/** Where a run computes; what it computes is tested from end to end. */
import { createEngine, type DeviceProbe } from "@trm/onnx/runtime";
import { describe, expect, it } from "vitest";
import { Output } from "../output";
import { checkEngine, runtimeElsewhere } from "./check-engine";

const output = new Output({
  stdout: { write: () => true },
  stderr: { write: () => true },
  stdin: (async function* (): AsyncGenerator<string> {})(),
  env: {},
  now: () => 0,
});

const RUNTIME = { engine: "onnxruntime", device: "cpu", threads: 1 } as const;

const probe = (works: boolean) => async (): Promise<DeviceProbe> => ({
  device: "cuda",
  works,
  reason: works ? "" : "no GPU",
  problems: [],
});

describe("a runtime with TF32", () => {
  it("is one for an engine where auto falls back to the processor", async () => {
    const asked = { ...RUNTIME, device: "auto", tf32: true };
    const runtime = await checkEngine(output, asked, probe(false));
    expect(runtime).toEqual(RUNTIME);
    const engine = await createEngine(runtime);
    expect(engine.description).toContain("on cpu");
  });

  it("stays as it is where cuda works", async () => {
    const asked = { ...RUNTIME, device: "auto", tf32: true };
    const runtime = await checkEngine(output, asked, probe(true));
    expect(runtime).toEqual({ ...RUNTIME, device: "cuda", tf32: true });
  });

  it("can be resumed on the processor", async () => {
    const recorded = { ...RUNTIME, device: "cuda", tf32: true };
    const runtime = await runtimeElsewhere(output, recorded, { device: "cpu" });
    expect(runtime).toEqual(RUNTIME);
    await expect(createEngine(runtime)).resolves.toBeDefined();
  });

  it("is refused on the tfjs engine, as another device is", async () => {
    const tfjs = { ...RUNTIME, engine: "tfjs" } as const;
    await expect(checkEngine(output, { ...tfjs, tf32: true })).rejects.toThrow(
      "--tf32 is read with --engine onnxruntime only",
    );
    await expect(
      checkEngine(output, { ...tfjs, device: "auto" }),
    ).rejects.toThrow("--device auto is read with --engine onnxruntime only");
    expect(await checkEngine(output, tfjs)).toEqual(tfjs);
  });
});
