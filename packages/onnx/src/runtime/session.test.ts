import { existsSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { InferenceSession } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { DeviceError, RuntimeError } from "../errors";
import { createSession, type SessionFactory } from "./session";

type Options = InferenceSession.SessionOptions;

/** onnxruntime whose sessions write the given profile, and what they were asked for. */
const fake = (events: object[], failure?: string) => {
  const asked: Options[] = [];
  const calls = { runs: 0, profiles: 0, released: 0 };
  const create = async (_: Uint8Array, options: Options) => {
    asked.push(options);
    if (failure !== undefined) throw new Error(failure);
    return {
      inputNames: [],
      outputNames: [],
      run: async () => {
        calls.runs++;
        return {};
      },
      endProfiling: () => {
        calls.profiles++;
        writeFileSync(
          `${String(options.profileFilePrefix)}_1.json`,
          JSON.stringify(events),
        );
      },
      release: async () => {
        calls.released++;
      },
    };
  };
  const ort: SessionFactory = { InferenceSession: { create } };
  return { ort, asked, calls };
};

const node = (op: string, provider: string, type = "float") => ({
  cat: "Node",
  name: "n_kernel_time",
  args: {
    op_name: op,
    provider: `${provider}ExecutionProvider`,
    output_type_shape: [{ [type]: [4] }],
  },
});

const CUDA = { device: "cuda", threads: 1 };
const MODEL = new Uint8Array();

const profileOf = (options: Options | undefined) =>
  dirname(String(options?.profileFilePrefix));

describe("createSession", () => {
  it("profiles the first run on a device, and no other", async () => {
    const events = [node("MatMul", "CUDA"), node("Shape", "CPU", "int64")];
    const { ort, asked, calls } = fake(events);
    const session = await createSession(ort, MODEL, CUDA);
    await session.run({});
    expect(existsSync(profileOf(asked[0]))).toBe(false);
    await session.run({});
    expect(calls).toEqual({ runs: 2, profiles: 1, released: 0 });
    expect(asked[0]).toMatchObject({
      executionProviders: ["cuda"],
      enableProfiling: true,
    });
  });

  it("does not profile on the processor", async () => {
    const { ort, asked, calls } = fake([]);
    const session = await createSession(ort, MODEL, {
      device: "cpu",
      threads: 1,
    });
    await session.run({});
    expect(calls.profiles).toBe(0);
    expect(asked[0]).not.toHaveProperty("enableProfiling");
  });

  it("names the nodes that a device left to the processor", async () => {
    const { ort } = fake([
      node("MatMul", "CUDA"),
      ...["Erf", "Tan", "Sinh", "Cosh"].map((op) => node(op, "CPU")),
    ]);
    const session = await createSession(ort, MODEL, CUDA);
    const run = session.run({});
    await expect(run).rejects.toThrow(DeviceError);
    await expect(run).rejects.toThrow(
      /Erf float\[4\]; Tan float\[4\]; Sinh float\[4\] and 1 more/,
    );
  });

  it("does not take a profile without nodes for proof", async () => {
    const { ort } = fake([]);
    const session = await createSession(ort, MODEL, CUDA);
    await expect(session.run({})).rejects.toThrow(/names no node/);
  });

  it("leaves no profile behind when it is released unused, or refused", async () => {
    const unused = fake([]);
    const session = await createSession(unused.ort, MODEL, CUDA);
    expect(existsSync(profileOf(unused.asked[0]))).toBe(true);
    await session.release();
    const refused = fake([], "Failed to load shared library");
    await expect(createSession(refused.ort, MODEL, CUDA)).rejects.toThrow(
      DeviceError,
    );
    for (const { asked } of [unused, refused])
      expect(existsSync(profileOf(asked[0]))).toBe(false);
  });

  it("blames the graph on the processor and the machine elsewhere", async () => {
    const { ort } = fake([], "No Op registered for Foo");
    const onCpu = createSession(ort, MODEL, { device: "cpu", threads: 1 });
    await expect(onCpu).rejects.toThrow(RuntimeError);
    const onWebgpu = createSession(ort, MODEL, {
      device: "webgpu",
      threads: 1,
    });
    await expect(onWebgpu).rejects.toThrow(
      /device "webgpu" cannot run here \(No Op registered for Foo\)/,
    );
  });
});
