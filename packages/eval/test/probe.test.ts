import {
  ARCHITECTURE_IDS,
  cachedPasses,
  gradientPasses,
  passesPerStep,
} from "@trm/models";
import { createEngine, type Engine } from "@trm/onnx/runtime";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createProbe,
  NonFiniteParameterError,
  ParameterCountError,
  probeModel,
  ProbeError,
} from "../src/index";
import {
  differences,
  examples,
  inputsOf,
  meanNorm,
  minus,
  small,
  statesOf,
  wild,
} from "./probe-truth";

let engine: Engine;
let cpu: Engine;
beforeAll(async () => {
  engine = await createEngine({ threads: 1 });
  cpu = await createEngine({ engine: "tfjs", backend: "cpu" });
});
afterAll(async () => {
  await engine.release();
  await cpu.release();
});

const expectClose = (
  received: readonly number[],
  expected: readonly number[],
  rtol: number,
): void => {
  expect(received).toHaveLength(expected.length);
  received.forEach((value, i) => {
    expect(Math.abs(value / expected[i]! - 1)).toBeLessThan(rtol);
  });
};

describe("the norms of a probe", () => {
  it.each([
    ...ARCHITECTURE_IDS.map((arch) => ({ arch })),
    { arch: "trm", stateNorm: "xyz" },
    { arch: "trm", embeddingScale: 8, initialState: "fixed" },
  ])("are those of a plain forward on the CPU: %o", async (design) => {
    const config = small(design);
    const params = wild(config);
    const data = examples(3);
    const probe = await probeModel({ engine, config, params, ...data });
    const states = await statesOf(cpu, config, params, data);
    const inputs = inputsOf(config, states);
    const { x, passes } = states;
    // float32 on two engines
    expectClose([probe.embeddingNorm], [meanNorm(x)], 1e-4);
    expectClose(probe.inputNorms, inputs.map(meanNorm), 1e-4);
    expectClose(probe.outputNorms, passes.map(meanNorm), 1e-4);
    expectClose(
      probe.updateNorms,
      passes.map((output, p) => meanNorm(minus(output, inputs[p]!))),
      1e-3,
    );
  });

  it("name the states in their order", async () => {
    const config = small({ arch: "trm", nInnerLoops: 2, nOuterLoops: 1 });
    const params = wild(config);
    const { states } = await probeModel({
      ...{ engine, config, params },
      ...examples(1),
    });
    expect(states.join("")).toBe("zzyzzy");
  });
});

describe("the gradient norms of a probe", () => {
  it.each([
    { arch: "dense" },
    { arch: "iterative-step" },
    { arch: "ut" },
    { arch: "dual-ut" },
    { arch: "trm", gradient: "full" },
    { arch: "dual-nested-ut", gradient: "full", supervision: "every-step" },
  ])("are those of finite differences: %o", async (design) => {
    const config = small(design);
    const params = wild(config);
    const data = examples(2);
    const probe = await probeModel({ engine, config, params, ...data });
    for (const norm of probe.gradientNorms) expect(norm).toBeGreaterThan(0);
    const expected = await differences(engine, config, params, data);
    // The differences have an error of float32's rounding / STEP and of STEP².
    expectClose(probe.gradientNorms, expected, 0.02);
  });

  it.each([
    { arch: "trm" },
    { arch: "dual-ut", gradient: "last-k", gradientPasses: 3 },
  ])(
    "are those of finite differences after the last cut and exactly 0 before: %o",
    async (design) => {
      const config = small(design);
      const params = wild(config);
      const data = examples(1);
      const probe = await probeModel({ engine, config, params, ...data });
      const cut = cachedPasses(config) - gradientPasses(config);
      expect(cut).toBeGreaterThan(0);
      expect(probe.gradientNorms.slice(0, cut)).toEqual(Array(cut).fill(0));
      const expected = await differences(engine, config, params, data);
      expectClose(probe.gradientNorms.slice(cut), expected.slice(cut), 0.02);
    },
  );

  it.each([
    { supervision: "carried" },
    { supervision: "carried", gradient: "full" },
    { supervision: "carried", gradient: "per-step" },
    { supervision: "carried", gradient: "last-k", gradientPasses: 1 },
    { supervision: "carried", qPosition: "last", haltLossWeight: 0.5 },
    { supervision: "every-step" },
    { supervision: "every-step", gradient: "per-step" },
  ])(
    "are those of finite differences of each step's own loss, and exactly 0 before its last cut: %o",
    async (design) => {
      const config = small({ arch: "trm", ...design });
      const params = wild(config);
      const data = examples(1);
      const { gradientNorms } = await probeModel({
        ...{ engine, config, params },
        ...data,
      });
      const perStep = passesPerStep(config);
      const cut = perStep - gradientPasses(config) / config.nLayer;
      const carries = (_: number, pass: number) => pass % perStep >= cut;
      expect(gradientNorms.map((norm) => norm > 0)).toEqual(
        gradientNorms.map(carries),
      );
      const expected = await differences(engine, config, params, data);
      expectClose(
        gradientNorms.filter(carries),
        expected.filter(carries),
        0.02,
      );
    },
  );

  it.each([
    ...ARCHITECTURE_IDS.map((arch) => ({ arch })),
    { arch: "trm", supervision: "every-step" },
    { arch: "trm", supervision: "carried" },
    { arch: "dual-ut", supervision: "every-step" },
    { arch: "dual-ut", supervision: "carried", halting: "none" },
    { arch: "ut", supervision: "carried", halting: "none" },
  ])(
    "are above 0 for as many applications as carry gradient, 0 for the others: %o",
    async (design) => {
      const config = small(design);
      const params = wild(config);
      const data = examples(2);
      const probe = await probeModel({ engine, config, params, ...data });
      const carrying = probe.gradientNorms.filter((norm) => norm > 0);
      expect(carrying).toHaveLength(gradientPasses(config));
    },
  );

  it("reach back exactly as many applications as the config says", async () => {
    const passes = cachedPasses(small({ arch: "dual-ut" }));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: passes }), async (k) => {
        const config = small({
          ...{ arch: "dual-ut", halting: "none" },
          ...{ gradient: "last-k", gradientPasses: k },
        });
        const params = wild(config);
        const data = examples(1);
        const probe = await probeModel({ engine, config, params, ...data });
        expect(probe.gradientNorms.map((norm) => norm > 0)).toEqual(
          Array.from({ length: passes }, (_, p) => p >= passes - k),
        );
      }),
      { numRuns: 4 },
    );
  });

  it("of B copies of a sequence are those of one by B to the power -3/2, and states have the same norms", async () => {
    const config = small({ arch: "dual-ut" });
    const params = wild(config);
    const one = examples(1);
    const alone = await probeModel({ engine, config, params, ...one });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 6 }), async (B) => {
        const repeat = (row: Int32Array) =>
          Int32Array.from(
            { length: B * row.length },
            (_, i) => row[i % row.length]!,
          );
        const probe = await probeModel({
          ...{ engine, config, params, batchSize: B },
          sequenceLength: one.sequenceLength,
          tokens: repeat(one.tokens),
          targets: repeat(one.targets),
        });
        expectClose(probe.outputNorms, alone.outputNorms, 1e-5);
        // loss is a mean: each copy's gradient is 1/B of it; √B copies by Pythagoras; B T positions
        const expected = alone.gradientNorms.map((norm) => norm * B ** -1.5);
        expectClose(probe.gradientNorms, expected, 1e-4);
      }),
      { numRuns: 3 },
    );
  });

  it("are the same on the tfjs engine", async () => {
    for (const arch of ["ut", "trm"]) {
      const config = small({ arch });
      const model = { config, params: wild(config), ...examples(2) };
      const here = await probeModel({ engine, ...model });
      const there = await probeModel({ engine: cpu, ...model });
      const carrying = here.gradientNorms.map((norm) => norm > 0);
      expect(there.gradientNorms.map((norm) => norm > 0)).toEqual(carrying);
      const positive = ({ gradientNorms }: typeof here) =>
        gradientNorms.filter((norm) => norm > 0);
      expectClose(positive(here), positive(there), 1e-3);
    }
  });
});

describe("createProbe", () => {
  it("compiles once for any parameters, and forgets none", async () => {
    let compiled = 0;
    let released = 0;
    const counted: Engine = {
      ...engine,
      compile: async (fn, signature) => {
        compiled += 1;
        const made = await engine.compile(fn, signature);
        return {
          ...made,
          release: () => {
            released += 1;
            return made.release();
          },
        };
      },
    };
    const config = small({ arch: "iterative" });
    const data = examples(2);
    const probe = await createProbe({ engine: counted, config, ...data });
    const first = await probe.run(wild(config, 1), data);
    const second = await probe.run(wild(config, 2), data);
    expect(second.outputNorms).not.toEqual(first.outputNorms);
    expect(await probe.run(wild(config, 1), data)).toEqual(first);
    await probe.release();
    expect([compiled, released]).toEqual([1, 1]);
  });

  it("refuses another model's parameters, damaged ones and a batch of another shape", async () => {
    const config = small({ arch: "iterative" });
    const params = wild(config);
    const data = examples(2);
    const probe = await createProbe({ engine, config, ...data });
    await expect(probe.run(params.slice(1), data)).rejects.toThrow(
      ParameterCountError,
    );
    await expect(probe.run(params.with(3, NaN), data)).rejects.toThrow(
      NonFiniteParameterError,
    );
    const other = probe.run(params, examples(3));
    await expect(other).rejects.toThrow(ProbeError);
    await expect(other).rejects.toThrow(
      "2 sequences of 5 tokens, 10 numbers, but are 15",
    );
    await probe.release();
  });
});
