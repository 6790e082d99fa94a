import { existsSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { InferenceSession } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { DeviceError, RuntimeError } from "../errors";
import type { SessionFactory } from "./native-session";
import { createSession } from "./session";

type Options = InferenceSession.SessionOptions;

/** onnxruntime whose sessions write the given profiles, the last one again and again, and what they were asked for. */
const fakes = (profiles: readonly object[][], failure?: string) => {
  const asked: Options[] = [];
  const calls = { runs: 0, profiles: 0, released: 0 };
  const create = async (_: Uint8Array, options: Options) => {
    asked.push(options);
    if (failure !== undefined) throw new Error(failure);
    const events = profiles[asked.length - 1] ?? profiles.at(-1);
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

const fake = (events: object[], failure?: string) => fakes([events], failure);

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

  it("fails again as it failed first, without a second profile", async () => {
    const { ort, calls } = fake([node("Erf", "CPU")]);
    const session = await createSession(ort, MODEL, CUDA);
    const errors = [];
    for (let i = 0; i < 3; i++)
      errors.push(await session.run({}).catch((error: unknown) => error));
    expect(errors[0]).toBeInstanceOf(DeviceError);
    expect(errors).toEqual([errors[0], errors[0], errors[0]]);
    expect(calls).toEqual({ runs: 1, profiles: 1, released: 0 });
  });

  it("makes one profile for runs that begin at once", async () => {
    const { ort, calls } = fake([node("MatMul", "CUDA")]);
    const session = await createSession(ort, MODEL, CUDA);
    const runs = [session.run({}), session.run({}), session.run({})];
    expect(await Promise.all(runs)).toEqual([{}, {}, {}]);
    expect(calls).toEqual({ runs: 3, profiles: 1, released: 0 });
  });

  it("gives runs that begin at once one failure", async () => {
    const { ort, calls } = fake([node("Erf", "CPU")]);
    const session = await createSession(ort, MODEL, CUDA);
    const runs = [session.run({}), session.run({})];
    const [first, second] = await Promise.allSettled(runs);
    expect(first).toMatchObject({ reason: { name: "DeviceError" } });
    expect(second).toEqual(first);
    expect(calls).toEqual({ runs: 1, profiles: 1, released: 0 });
  });

  it("calls a profile that cannot be read no proof", async () => {
    const { ort, asked } = fake([node("MatMul", "CUDA")]);
    const session = await createSession(ort, MODEL, CUDA);
    rmSync(profileOf(asked[0]), { recursive: true });
    await expect(session.run({})).rejects.toThrow(DeviceError);
  });

  const loop = { ...node("Loop", "CUDA"), ts: 10, dur: 20 };
  const body = (provider: string) => ({
    ...node("Erf", provider),
    ts: 12,
    dur: 5,
  });

  it("profiles again until a run has entered the loop", async () => {
    const { ort, calls, asked } = fakes([[loop], [loop], [loop, body("CUDA")]]);
    const log = { proven: 0, misplaced: new Set<string>() };
    const session = await createSession(ort, MODEL, CUDA, log);
    await session.run({});
    await Promise.all([session.run({}), session.run({})]);
    expect(calls).toEqual({ runs: 3, profiles: 3, released: 2 });
    expect(log).toEqual({ proven: 1, misplaced: new Set() });
    await session.run({});
    await session.release();
    expect(calls).toEqual({ runs: 4, profiles: 3, released: 3 });
    for (const options of asked)
      expect(existsSync(profileOf(options))).toBe(false);
  });

  it("finds a node of a loop that a later run enters", async () => {
    const { ort } = fakes([[loop], [loop, body("CPU")]]);
    const log = { proven: 0, misplaced: new Set<string>() };
    const session = await createSession(ort, MODEL, CUDA, log);
    await session.run({});
    await expect(session.run({})).rejects.toThrow(/Erf float\[4\]/);
    expect(log).toEqual({ proven: 0, misplaced: new Set(["Erf float[4]"]) });
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
