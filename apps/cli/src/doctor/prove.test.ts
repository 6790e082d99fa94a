/** The processor is proven against itself; a device that computes otherwise is a stand-in over it. */
import { fileURLToPath } from "node:url";
import {
  createEngine,
  type Engine,
  type EnginePlacement,
} from "@trm/onnx/runtime";
import { describe, expect, it } from "vitest";
import type { Proof } from "./proof";
import { prove } from "./prove";
import type { Effort } from "./prove-numbers";
import { formatProof } from "./proof-report";

const GOLDEN = fileURLToPath(
  new URL("../../../../test-fixtures/golden/gpt.plain", import.meta.url),
);
const effort: Effort = {
  ...{ width: 16, batchSize: 2, steps: 2, sequences: 4 },
  decoded: ["dense"],
};
const OPTIONS = { tf32: false, threads: 1, cases: [GOLDEN], effort };

const held = (proof: Proof) =>
  Object.fromEntries(proof.claims.map(({ name, holds }) => [name, holds]));

type Spoil = (values: Float32Array | Int32Array | Uint8Array) => void;

const PLACED: EnginePlacement = { proven: 3, misplaced: [] };

/** The processor under another name, with what `spoil` makes of every output, and what its profiles show. */
const standIn = async (
  spoil: Spoil,
  placement: EnginePlacement,
): Promise<Engine> => {
  const cpu = await createEngine({ threads: 1 });
  const spoilt = (compiled: Awaited<ReturnType<Engine["compile"]>>) => ({
    ...compiled,
    run: async (feeds: Parameters<typeof compiled.run>[0]) => {
      const outputs = await compiled.run(feeds);
      for (const { data } of Object.values(outputs)) spoil(data);
      return outputs;
    },
  });
  return {
    ...cpu,
    description: "a stand-in for cuda",
    compile: async (fn, signature) => spoilt(await cpu.compile(fn, signature)),
    load: async (model) => spoilt(await cpu.load(model)),
    loadCopies: async (model) => (await cpu.loadCopies(model)).map(spoilt),
    placement: () => placement,
  };
};

const proveStandIn = (spoil: Spoil, placement = PLACED) =>
  prove({ ...OPTIONS, device: "cuda" }, async () => ({
    device: await standIn(spoil, placement),
    cpu: await createEngine({ threads: 1 }),
    same: false,
  }));

const fail = () => {
  throw new Error("the device is gone");
};

describe("prove", () => {
  it("finds that every claim holds on the processor, and times it once", async () => {
    const names: string[] = [];
    const proof = await prove({
      ...OPTIONS,
      device: "cpu",
      onClaim: (name) => names.push(name),
    });
    expect(proof.claims.filter(({ holds }) => !holds)).toEqual([]);
    expect(proof.holds).toBe(true);
    expect(names).toEqual(proof.claims.map(({ name }) => name));
    expect(proof.cases.map(({ name }) => name)).toEqual(["gpt.plain"]);
    expect(proof.speeds).toHaveLength(3);
    for (const { cpuMs, deviceMs } of proof.speeds) {
      expect(cpuMs).toBeUndefined();
      expect(deviceMs).toBeGreaterThan(0);
    }
  });

  it("finds that a device which computes like the processor holds every claim", async () => {
    const proof = await proveStandIn(() => {});
    expect(held(proof)).toMatchObject({ TF32: true, placement: true });
    expect(proof.holds).toBe(true);
    for (const { cpuMs } of proof.speeds) expect(cpuMs).toBeGreaterThan(0);
  });

  it("finds numbers that are wrong by a thousandth, and goes on to the next claim", async () => {
    const proof = await proveStandIn((values) => {
      if (values instanceof Float32Array)
        values.forEach((value, i) => (values[i] = value * 1.001));
    });
    expect(held(proof)).toMatchObject({
      "golden cases": false,
      TF32: false,
      training: false,
      "training with dropout": false,
    });
    expect(proof.holds).toBe(false);
  });

  it("finds a token that differs", async () => {
    const proof = await proveStandIn((values) => {
      if (values instanceof Int32Array) values[3] = (values[3] ?? 0) + 1;
    });
    const decoding = proof.claims.find(({ name }) => name === "decoding");
    expect(decoding).toMatchObject({ holds: false });
    expect(decoding?.detail).toMatch(/^dense continued prompt 1 with/);
  });

  it.each<[string, EnginePlacement, string]>([
    [
      "nodes ran on the processor",
      { proven: 2, misplaced: ["Erf float[2]"] },
      "nodes ran on the processor: Erf float[2]",
    ],
    [
      "no session was profiled",
      { proven: 0, misplaced: [] },
      "no session ran to the end of its profile",
    ],
  ])("finds no placement where %s", async (_, placement, detail) => {
    const proof = await proveStandIn(fail, placement);
    expect(proof.claims.find(({ name }) => name === "placement")).toEqual({
      ...{ name: "placement", holds: false, detail },
    });
    // A time is no claim; that there is none is said where it would stand.
    expect(proof.speeds.at(-1)).toMatchObject({
      problem: "the device is gone",
    });
    expect(proof.claims.map(({ name }) => name).join()).not.toContain("speed");
  });

  it("releases both engines, also where it cannot end", async () => {
    const released: string[] = [];
    const named = async (name: string): Promise<Engine> => ({
      ...(await standIn(fail, PLACED)),
      release: async () => void released.push(name),
    });
    const onClaim = () => {
      throw new Error("the terminal is closed");
    };
    const proof = prove({ ...OPTIONS, device: "cuda", onClaim }, async () => ({
      ...{
        device: await named("device"),
        cpu: await named("cpu"),
        same: false,
      },
    }));
    await expect(proof).rejects.toThrow("the terminal is closed");
    expect(released).toEqual(["device", "cpu"]);
  });
});

describe("the report of a proof", () => {
  const proof: Proof = {
    device: "cuda",
    engine: "onnxruntime 1.30.0 on cuda",
    machine: {
      trm: "1.0.0",
      node: "22.1.0",
      platform: "linux x64",
      processor: "A|B",
      threads: 4,
      gpus: ["NVIDIA L4, 550.54.15, 23034 MiB"],
    },
    madeAt: "2026-01-01T00:00:00.000Z",
    holds: false,
    claims: [
      { name: "TF32", holds: true, detail: "off" },
      { name: "decoding", holds: false, detail: "differs" },
    ],
    cases: [
      {
        name: "gpt.plain",
        pass: true,
        quantities: [
          { name: "logits", error: 1e-7, tolerance: 1e-5, pass: true },
          { name: "gradients", error: 5e-5, tolerance: 1e-4, pass: true },
          { name: "parameters", error: 0, tolerance: 0, pass: true },
        ],
      },
    ],
    speeds: [
      { what: "train step", deviceMs: 2, cpuMs: 31 },
      { what: "decoding", problem: "out of memory" },
    ],
  };

  it("is Markdown with the machine, claims, times and the largest errors", () => {
    expect(formatProof(proof)).toMatchInlineSnapshot(`
      "# trm on cuda: not every claim holds

      | where |  |
      | --- | --- |
      | engine | onnxruntime 1.30.0 on cuda |
      | GPU | NVIDIA L4, 550.54.15, 23034 MiB |
      | processor | A\\|B, 4 threads |
      | system | linux x64, Node 22.1.0 |
      | trm | 1.0.0 |
      | made at | 2026-01-01T00:00:00.000Z |

      ## Claims

      | claim | holds | evidence |
      | --- | --- | --- |
      | TF32 | yes | off |
      | decoding | **no** | differs |

      ## Speed

      | what | cuda | cpu | ratio |
      | --- | --- | --- | --- |
      | train step | 2.0 ms | 31.0 ms | 15.5 times |
      | decoding | not measured: out of memory |

      ## Golden cases

      | case | result | largest error |
      | --- | --- | --- |
      | gpt.plain | ok | gradients 5.0e-5 of 1e-4 |
      "
    `);
  });
});
