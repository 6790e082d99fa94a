import type { DeviceProbe } from "@trm/onnx/runtime";
import { describe, expect, it } from "vitest";
import { UsageError } from "../errors";
import { Output } from "../output";
import { chooseDevice } from "./choose-device";

const recorded = () => {
  const words: string[] = [];
  const output = new Output({
    stdout: { write: () => true },
    stderr: { write: (text: string) => words.push(text) },
    stdin: (async function* (): AsyncGenerator<string> {})(),
    env: {},
    now: () => 0,
  });
  return { words, output };
};

const found = (works: boolean): DeviceProbe => ({
  device: "cuda",
  works,
  reason: works ? "" : "no GPU; fix: buy one",
  problems: works
    ? []
    : [
        { part: "driver", missing: "no GPU", fix: "buy one" },
        { part: "cuDNN", missing: "no cuDNN", fix: "install it" },
      ],
});
const probe = (works: boolean) => async () => found(works);
const never = () => Promise.reject(new Error("probed"));

describe("chooseDevice", () => {
  it("uses the cpu without probing anything", async () => {
    const { output } = recorded();
    expect(await chooseDevice(output, {}, never)).toEqual({ device: "cpu" });
    expect(await chooseDevice(output, { device: "cpu" }, never)).toEqual({
      device: "cpu",
    });
  });

  it("uses cuda where it works, TF32 off unless it is asked for", async () => {
    const { output, words } = recorded();
    for (const device of ["cuda", "auto"]) {
      expect(await chooseDevice(output, { device }, probe(true))).toEqual({
        device: "cuda",
        tf32: false,
      });
      const coarse = { device, tf32: true };
      expect(await chooseDevice(output, coarse, probe(true))).toEqual({
        device: "cuda",
        tf32: true,
      });
    }
    expect(words).toEqual([]);
  });

  it("falls back with auto, and says why in one line", async () => {
    const { output, words } = recorded();
    const choice = { device: "auto", tf32: true };
    expect(await chooseDevice(output, choice, probe(false))).toEqual({
      device: "cpu",
    });
    expect(words).toEqual([
      "Using the cpu, since cuda does not work here: no GPU, and 1 more (trm doctor says how to change that).\n",
    ]);
  });

  it("refuses a named device that does not work, with the whole reason", async () => {
    const { output } = recorded();
    const chosen = chooseDevice(output, { device: "cuda" }, probe(false));
    await expect(chosen).rejects.toMatchObject({ name: "DeviceError" });
    await expect(chosen).rejects.toThrow("no GPU; fix: buy one");
  });

  it("refuses TF32 on the cpu", async () => {
    const { output } = recorded();
    const chosen = chooseDevice(output, { tf32: true }, never);
    await expect(chosen).rejects.toThrow(UsageError);
  });
});
