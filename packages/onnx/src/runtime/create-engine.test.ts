import { describe, expect, it } from "vitest";
import { DeviceError } from "../errors";
import { createEngine } from "./create-engine";

describe("createEngine", () => {
  it.each([
    [{ engine: "torch" }, /unknown engine "torch": .*onnxruntime, tfjs/],
    [
      { engine: "tfjs", backend: "webgl" },
      /backend "webgl": .*tensorflow, wasm/,
    ],
    [{ engien: "tfjs" }, /unknown option "engien"/],
    [{ device: "gpu" }, /unknown device "gpu": onnxruntime .* here has .*cpu/],
    [{ threads: -1 }, /"threads".*received -1/],
    [{ threads: "2" }, /"threads".*received "2"/],
    [{ engine: "tfjs", device: "cuda" }, /no device "cuda".*CUDA 11/],
    [{ engine: "tfjs", device: "webgpu" }, /no device "webgpu"/],
  ])("refuses %j before it loads a session", async (options, words) => {
    const refused = createEngine(options as never);
    await expect(refused).rejects.toThrow(DeviceError);
    await expect(refused).rejects.toThrow(words);
  });

  it("accepts the device cpu for tfjs", async () => {
    const engine = await createEngine({
      engine: "tfjs",
      device: "cpu",
      backend: "cpu",
    });
    expect(engine.description).toMatch(/^TF.js \S+ on cpu$/);
  });
});
