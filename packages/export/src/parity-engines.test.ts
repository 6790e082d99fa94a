import type { Engine } from "@trm/onnx/runtime";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { withEngines } from "./parity-engines";

const released: string[] = [];
let available: readonly string[] = [];

vi.mock("@trm/onnx/runtime", () => ({
  createEngine: async ({ engine = "onnxruntime" }: { engine?: string }) => {
    if (!available.includes(engine)) throw new Error(`no ${engine}`);
    return { release: async () => void released.push(engine) };
  },
}));

beforeEach(() => {
  released.length = 0;
  available = ["onnxruntime", "tfjs"];
});

describe("withEngines", () => {
  it("releases the first engine where there is no second", async () => {
    available = ["onnxruntime"];
    await expect(withEngines(undefined, async () => 1)).rejects.toThrow(
      "no tfjs",
    );
    expect(released).toEqual(["onnxruntime"]);
  });

  it("releases both when the work fails", async () => {
    const fails = withEngines(undefined, () => Promise.reject(new Error("x")));
    await expect(fails).rejects.toThrow("x");
    expect(released.toSorted()).toEqual(["onnxruntime", "tfjs"]);
  });

  it("leaves engines that are given to their owner", async () => {
    const mine: Pick<Engine, "name"> = { name: "onnxruntime" };
    const given = { engine: mine as Engine, reference: mine as Engine };
    expect(await withEngines(given, async (both) => both)).toBe(given);
    expect(released).toEqual([]);
  });
});
