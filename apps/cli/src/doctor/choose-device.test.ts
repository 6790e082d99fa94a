import type { DeviceProbe } from "@trm/onnx/runtime";
import { describe, expect, it } from "vitest";
import { UsageError } from "../errors";
import { Output } from "../output";
import { chooseDevice, chooseDeviceOf } from "./choose-device";

const recordedWords = () => {
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
    const { output } = recordedWords();
    expect(await chooseDevice(output, {}, never)).toEqual({ device: "cpu" });
    expect(await chooseDevice(output, { device: "cpu" }, never)).toEqual({
      device: "cpu",
    });
  });

  it("uses cuda where it works, TF32 off unless it is asked for", async () => {
    const { output, words } = recordedWords();
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
    const { output, words } = recordedWords();
    const choice = { device: "auto", tf32: true };
    expect(await chooseDevice(output, choice, probe(false))).toEqual({
      device: "cpu",
    });
    expect(words).toEqual([
      "Using the cpu, since cuda does not work here: no GPU, and 1 more (trm doctor says how to change that).\n",
    ]);
  });

  it("refuses a named device that does not work, with the whole reason", async () => {
    const { output } = recordedWords();
    const chosen = chooseDevice(output, { device: "cuda" }, probe(false));
    await expect(chosen).rejects.toMatchObject({ name: "DeviceError" });
    await expect(chosen).rejects.toThrow("no GPU; fix: buy one");
  });

  it("refuses TF32 on the cpu", async () => {
    const { output } = recordedWords();
    const chosen = chooseDevice(output, { tf32: true }, never);
    await expect(chosen).rejects.toThrow(UsageError);
  });
});

describe("chooseDeviceOf", () => {
  const choose = (
    flags: Parameters<typeof chooseDeviceOf>[2],
    recorded: Parameters<typeof chooseDeviceOf>[3],
    works = true,
  ) =>
    chooseDeviceOf(
      "onnxruntime",
      recordedWords().output,
      flags,
      recorded,
      probe(works),
    );

  it("goes on as recorded where no device is named", async () => {
    const coarse = { device: "cuda", tf32: true };
    expect(await choose({}, coarse)).toEqual(coarse);
    expect(await choose({ tf32: true }, { device: "cuda" })).toEqual(coarse);
  });

  it("forgets a recorded TF32 with the device that it was recorded with", async () => {
    const coarse = { device: "cuda", tf32: true };
    expect(await choose({ device: "cpu" }, coarse)).toEqual({ device: "cpu" });
    expect(await choose({ device: "cuda" }, coarse)).toEqual({
      device: "cuda",
      tf32: false,
    });
  });

  it("replaces device and TF32 together where auto falls back", async () => {
    const asked = { device: "auto", tf32: true };
    const place = await choose(asked, {}, false);
    expect({ ...asked, ...place }).toEqual({ device: "cpu" });
  });

  it.each([
    [{ tf32: true }, "--tf32 is read with --engine onnxruntime only"],
    [{ device: "cpu" }, "--device cpu is read with --engine onnxruntime only"],
  ])("refuses %j on the tfjs engine", async (flags, words) => {
    const chosen = chooseDeviceOf("tfjs", recordedWords().output, flags);
    await expect(chosen).rejects.toThrow(UsageError);
    await expect(chosen).rejects.toThrow(words);
    // What was recorded of another engine is no flag.
    expect(
      await chooseDeviceOf("tfjs", recordedWords().output, {}, flags),
    ).toEqual({ device: "cpu" });
  });
});
