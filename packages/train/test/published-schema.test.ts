/** @file The JSON Schema that is published is the one that is meant, and judges as the command does. */
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { format } from "prettier";
import { describe, expect, it } from "vitest";
import { checkKeys } from "../src/config/known-keys";
import { SECTIONS, trainConfigSchema } from "../src/config/schema";
import { parseTrainConfig, trainConfigJsonSchema } from "@trm/train";

const SCHEMA = trainConfigJsonSchema();
// Strict: a keyword that means nothing would be a mistake of ours.
const accepts = new Ajv2020({ strict: true }).compile(SCHEMA);

const { enum: archs = [] } = SCHEMA.properties?.["arch"] as {
  enum?: readonly unknown[];
};

/** What the command says of keys and single values; which values fit together no JSON Schema tells. */
function commandAccepts(raw: unknown): boolean {
  try {
    checkKeys(raw);
  } catch {
    return false;
  }
  const parsed = trainConfigSchema.safeParse(raw);
  return parsed.success && archs.includes(parsed.data.arch);
}

const PAPER = { arch: "dual-ut", task: "addition" };

describe("the published JSON Schema", () => {
  it("is that of the configuration (npm run schema -w packages/train writes it)", async () => {
    const text = await format(JSON.stringify(SCHEMA), { parser: "json" });
    await expect(text).toMatchFileSnapshot("../train-config.schema.json");
  });

  it("tells the meaning of every key", () => {
    const silent = [
      ...Object.entries(trainConfigSchema.shape),
      ...Object.values(SECTIONS).flatMap(({ shape }) => Object.entries(shape)),
    ].filter(([, { description }]) => !description);
    expect(silent.map(([key]) => key)).toEqual([]);
  });

  it.each<[string, object]>([
    ["the paper's run", PAPER],
    ["an alias", { ...PAPER, arch: "ut_level1" }],
    ["a task of the user's own", { ...PAPER, task: "parity" }],
    ["its own address", { ...PAPER, $schema: "./train-config.schema.json" }],
    ["sections", { ...PAPER, model: {}, training: { clipNorm: 1 } }],
    ["a resolved configuration", parseTrainConfig(PAPER)],
  ])("accepts %s", (_, config) => {
    expect(accepts(config), JSON.stringify(accepts.errors)).toBe(true);
    expect(commandAccepts(config)).toBe(true);
  });

  it.each<[string, unknown]>([
    ["nothing", {}],
    ["a list", []],
    ["an unknown key", { ...PAPER, leraning_rate: 1 }],
    ["an unknown key in a section", { ...PAPER, training: { lr: 1 } }],
    ["an unknown architecture", { ...PAPER, arch: "dual-utt" }],
    ["an open bound", { ...PAPER, training: { learningRate: 0 } }],
    ["half a step", { ...PAPER, training: { steps: 1.5 } }],
    ["a number as text", { ...PAPER, length: "10" }],
    ["null", { ...PAPER, training: { clipNorm: null } }],
    ["$schema in a section", { ...PAPER, model: { $schema: "x" } }],
    ["__proto__", JSON.parse('{"arch":"ut","task":"copy","__proto__":{}}')],
    [
      "__proto__ in a section",
      JSON.parse('{"arch":"ut","task":"copy","model":{"__proto__":{}}}'),
    ],
    ["constructor", { ...PAPER, constructor: {} }],
  ])("refuses %s", (_, config) => {
    expect(accepts(config)).toBe(false);
    expect(commandAccepts(config)).toBe(false);
  });
});

/** Numbers at every bound of the schema and beside it, and everything that is no number. */
const BOUNDS = [0, 1, 256, 1024, 8192, 65_536, 1e6, 1e9, 2 ** 31 - 1, 2 ** 53];
const numbers = fc.oneof(
  fc.constantFrom(...BOUNDS.flatMap((n) => [n - 1, n - 0.5, n, n + 1, -n])),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const words = fc.constantFrom(
  ...["full", "last-k", "act", "cosine", "xyz", "post", "carried", "trm"],
  ...["distinct", "shared", "every-step", "tfjs", "copy", "", "constant"],
);
const values = fc.oneof(
  numbers,
  words,
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom([], [1], {}, { steps: 3 }),
);
const sections = Object.entries(SECTIONS);
const places = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      ...sections.flatMap(([section, { shape }]) =>
        Object.keys(shape).map((key) => [section, key]),
      ),
    ),
  },
  fc.constantFrom(...Object.keys(trainConfigSchema.shape).map((key) => [key])),
  fc.constantFrom(
    ["__proto__"],
    ["constructor"],
    ["lr"],
    ["model", "__proto__"],
    ["training", "prototype"],
    ["runtime", "cpu"],
  ),
);

/** The JSON of a configuration with single values replaced, as a person would by hand. */
function replaced(
  changes: readonly (readonly [readonly string[], unknown])[],
): Record<string, unknown> {
  const fields = new Map<string, unknown>(Object.entries(PAPER));
  for (const [[key = "", inner], value] of changes) {
    const before = fields.get(key);
    const entries = before instanceof Map ? before : new Map();
    fields.set(key, inner ? entries.set(inner, value) : value);
  }
  const object = (map: ReadonlyMap<string, unknown>): string =>
    `{${[...map].map(([key, value]) => `${JSON.stringify(key)}:${value instanceof Map ? object(value) : JSON.stringify(value)}`).join()}}`;
  return JSON.parse(object(fields)) as Record<string, unknown>;
}

describe("the JSON Schema and the command", () => {
  it("judge every configuration alike", () => {
    const verdicts = { true: 0, false: 0 };
    fc.assert(
      fc.property(
        fc.array(fc.tuple(places, values), { maxLength: 2 }),
        (changes) => {
          const config = replaced(changes);
          const verdict = commandAccepts(config);
          verdicts[`${verdict}`] += 1;
          expect(accepts(config)).toBe(verdict);
        },
      ),
      { numRuns: 5000 },
    );
    expect(Math.min(verdicts.true, verdicts.false)).toBeGreaterThan(500);
  });
});
