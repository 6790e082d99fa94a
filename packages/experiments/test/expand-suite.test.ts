/** @file What a suite asks for is what its plan lists. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellKey, expandSuite, type Axes, type Plan } from "@trm/experiments";
import { TINY, tiny } from "./suites";

const idsOf = ({ runs }: Plan): string[] => runs.map(({ id }) => id);
const labelsOf = ({ runs }: Plan) =>
  runs.map(({ cells, seed }) => [cells.map(({ labels }) => labels), seed]);

describe("a plan", () => {
  it("has cells with the last axis running fastest, each with all seeds", () => {
    const axes = {
      arch: ["dense", "ut"],
      width: { narrow: {}, wide: { "model.nEmbd": 12, "model.nHead": 3 } },
    };
    const plan = expandSuite(tiny({ axes, seeds: [7, 8] }));
    expect(labelsOf(plan).slice(0, 5)).toEqual([
      [[{ arch: "dense", width: "narrow" }], 7],
      [[{ arch: "dense", width: "narrow" }], 8],
      [[{ arch: "dense", width: "wide" }], 7],
      [[{ arch: "dense", width: "wide" }], 8],
      [[{ arch: "ut", width: "narrow" }], 7],
    ]);
    expect(plan.runs.map(({ index }) => index)).toEqual([...Array(8).keys()]);
    expect(plan.runs[3]?.config).toMatchObject({
      arch: "dense",
      model: { nEmbd: 12, nHead: 3 },
      training: { seed: 8 },
    });
  });

  it("lays block on profile on suite, then the cell's values, then overrides", () => {
    const suite = tiny({
      base: { ...TINY.base, training: { steps: 1, batchSize: 2, beta1: 0.1 } },
      profiles: {
        big: { base: { training: { steps: 2, batchSize: 3, beta1: 0.2 } } },
      },
      blocks: [
        {
          ...{ name: "A", title: "A" },
          base: { training: { batchSize: 4, beta1: 0.3 } },
          axes: { arch: ["ut"], "training.beta1": [0.4] },
        },
      ],
    });
    const over = [{ path: ["training", "beta2"], value: 0.5 }];
    const plan = expandSuite(suite, { profile: "big", overrides: over });
    expect(plan.runs[0]?.config.training).toMatchObject({
      ...{ steps: 2, batchSize: 4, beta1: 0.4, beta2: 0.5 },
    });
    expect(plan.suite.profile).toBe("big");
    const all = [{ path: ["training", "beta1"], value: 0 }];
    const [run] = expandSuite(suite, { overrides: all }).runs;
    expect(run?.config.training.beta1).toBe(0);
  });

  it("replaces seeds, axes and claims of the suite by those of its profile", () => {
    const suite = tiny({
      profiles: { small: { seeds: [5], axes: { arch: ["trm"] }, claims: [] } },
    });
    const plan = expandSuite(suite, { profile: "small" });
    expect(labelsOf(plan)).toEqual([[[{ arch: "trm" }], 5]]);
    expect(() => expandSuite(suite, { profile: "smal" })).toThrow(
      'The suite tiny has no profile "smal"; did you mean small?',
    );
  });

  it("computes on one thread, and checkpoints every other evaluation, unless it is told otherwise", () => {
    const [run] = expandSuite(tiny()).runs;
    expect(run?.config.runtime.threads).toBe(1);
    expect(run?.config.checkpoint).toMatchObject({
      everySteps: 4,
      keepLast: 1,
    });
    const base = {
      ...TINY.base,
      runtime: { threads: 2 },
      checkpoint: { everySteps: 3, keepLast: 5 },
    };
    const told = expandSuite(tiny({ base })).runs[0]?.config;
    expect(told?.runtime.threads).toBe(2);
    expect(told?.checkpoint).toMatchObject({ everySteps: 3, keepLast: 5 });
  });

  it("asks the final weights at the training length where no other is named", () => {
    const plan = expandSuite(tiny({ evaluation: { count: 9 } }));
    expect(plan.runs[0]?.evaluation).toEqual({ count: 9, lengths: [3] });
  });

  it("has one run for two blocks that ask for the same", () => {
    const block = (name: string, arch: string[]) => ({
      ...{ name, title: name, axes: { arch } },
    });
    const blocks = [block("A", ["dense", "ut"]), block("B", ["ut", "trm"])];
    const plan = expandSuite(tiny({ blocks }));
    expect(plan.runs.map(({ cells }) => cells.map(cellKey))).toEqual([
      ['["A",["arch","dense"]]'],
      ['["A",["arch","ut"]]', '["B",["arch","ut"]]'],
      ['["B",["arch","trm"]]'],
    ]);
  });

  it("has one run of those whose values an override has made equal", () => {
    const over = [{ path: ["arch"], value: "ut" }];
    const plan = expandSuite(tiny({ seeds: [1, 2] }), { overrides: over });
    expect(plan.runs.map(({ seed, cells }) => [seed, cells.length])).toEqual([
      [1, 2],
      [2, 2],
    ]);
  });

  it.each<[string[], unknown]>([
    [["training", "seed"], 3],
    [["training"], { seed: 3 }],
  ])("takes no seed from an override: %j", (path, value) => {
    expect(() => expandSuite(tiny(), { overrides: [{ path, value }] })).toThrow(
      `The suite tiny takes training.seed from its list "seeds", but ${path.join(".")} is set for every run; name the seeds in the suite, or in a profile of it.`,
    );
  });

  it.each<[object, string]>([
    [
      { axes: { arch: ["dense", "dual-utt"] } },
      'The suite tiny has a run that cannot be (block "tiny", arch dual-utt, seed 1): ',
    ],
    [
      { axes: { arch: ["ut"], "training.lr": [1] } },
      'did you mean "training.learningRate"?',
    ],
    [
      { axes: { arch: ["ut"] }, evaluation: { count: 4, lengths: [3, 40] } },
      "The length 40 of its evaluation makes copy 81 tokens long",
    ],
    [{ axes: { "task.name": ["copy"] } }, "Cannot set task.name: task is"],
  ])("is refused before anything runs: %j", (change, message) => {
    expect(() => expandSuite(tiny(change))).toThrow(message);
  });
});

describe("a grid of more runs than a plan holds", () => {
  it("is refused before it is laid out", () => {
    const many = Array.from({ length: 1000 }, (_, i) => i + 1);
    const axes = Object.fromEntries(
      ["steps", "batchSize", "warmupSteps"].map((name) => [
        `training.${name}`,
        many,
      ]),
    );
    expect(() => expandSuite(tiny({ axes, seeds: [1, 2] }))).toThrow(
      "The suite tiny asks for 2000000000 runs, but a plan holds 10000 at most; vary less at once, or make several suites of it.",
    );
  });
});

/** Axes of up to three paths with up to three values each. */
const axes: fc.Arbitrary<Axes> = fc.record(
  {
    arch: fc.uniqueArray(fc.constantFrom("dense", "ut", "dual-ut"), {
      ...{ minLength: 1, maxLength: 3 },
    }),
    budget: fc.uniqueArray(fc.constantFrom(1, 2, 3), {
      ...{ minLength: 1, maxLength: 3 },
    }),
    "model.dropout": fc.uniqueArray(fc.constantFrom(0, 0.1), { minLength: 1 }),
  },
  { requiredKeys: ["arch"] },
);
const seeds = fc.uniqueArray(fc.nat(9), { minLength: 1, maxLength: 3 });
const block = fc.record({ axes, seeds });
const suites = fc.array(block, { minLength: 1, maxLength: 3 }).map((blocks) =>
  tiny({
    blocks: blocks.map((b, i) => ({ name: `${i}`, title: "B", ...b })),
  }),
);

const sizeOf = (found: Axes): number =>
  Object.values(found).reduce<number>(
    (size, values) => size * Object.keys(values).length,
    1,
  );

const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value;
  if (typeof value !== "object" || value === null) return value;
  const entries: [string, unknown][] = Object.entries(value);
  return Object.fromEntries(
    entries.reverse().map(([key, inner]) => [key, reversed(inner)]),
  );
};

describe("every plan", () => {
  it("has each cell of the grid with each seed in exactly one run", () => {
    fc.assert(
      fc.property(suites, (suite) => {
        const { runs } = expandSuite(suite);
        for (const { name, axes: its, seeds: own } of suite.blocks ?? []) {
          const asked = runs.flatMap(({ cells, seed }) =>
            cells
              .filter((cell) => cell.block === name)
              .map((cell) => `${cellKey(cell)} ${seed}`),
          );
          expect(asked).toHaveLength(sizeOf(its) * (own?.length ?? 0));
          expect(new Set(asked).size).toBe(asked.length);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("has no run twice: another id is another configuration", () => {
    fc.assert(
      fc.property(suites, (suite) => {
        const plan = expandSuite(suite);
        const configs = plan.runs.map(({ config }) => JSON.stringify(config));
        expect(new Set(idsOf(plan)).size).toBe(plan.runs.length);
        expect(new Set(configs).size).toBe(plan.runs.length);
      }),
      { numRuns: 60 },
    );
  });

  it("has ids that do not depend on the order of keys", () => {
    fc.assert(
      fc.property(suites, (suite) => {
        const base = reversed(suite.base) as typeof suite.base;
        expect(idsOf(expandSuite({ ...suite, base }))).toEqual(
          idsOf(expandSuite(suite)),
        );
      }),
      { numRuns: 60 },
    );
  });
});
