/** @file The JSON Schema of suites is the one that is meant, and every suite here passes it and the command. */
import { Ajv2020 } from "ajv/dist/2020.js";
import { readdirSync, readFileSync } from "node:fs";
import { format } from "prettier";
import { describe, expect, it } from "vitest";
import { expandSuite, parseSuite, suiteJsonSchema } from "@trm/experiments";

const SCHEMA = suiteJsonSchema();
const FILE = "suite.schema.json";
const SUITES = new URL("../../../suites/", import.meta.url);
const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(name, SUITES), "utf8"));
const names = readdirSync(SUITES).filter(
  (name) => name.endsWith(".json") && name !== FILE,
);
// Strict: a keyword that means nothing would be a mistake of ours.
const accepts = new Ajv2020({
  strict: true,
  strictTuples: false,
  allowUnionTypes: true,
}).compile(SCHEMA);

const paperOf = (metric: string) => [
  { cell: { arch: "ut" }, metric, value: 0.5 },
];

describe("the JSON Schema of suites", () => {
  it("is that of the suites (npm run schema -w packages/experiments writes it)", async () => {
    const text = await format(JSON.stringify(SCHEMA), { parser: "json" });
    await expect(text).toMatchFileSnapshot(`../../../suites/${FILE}`);
  });

  it.each([
    ["an unknown key", { seedz: [1] }],
    ["no seed", { seeds: [] }],
    ["an unknown key of the configuration", { base: { lr: 1 } }],
    ["an axis without values", { axes: { arch: [] } }],
    ["an axis without named values", { axes: { scale: {} } }],
    ["a figure that no report has", { figures: ["acuracy"] }],
    ["a metric that no record has", { paper: paperOf("charAc") }],
    ["a metric at two lengths", { paper: paperOf("charAcc@3@4") }],
  ])("refuses %s", (_, change) => {
    const suite = { ...(read("quickstart.json") as object), ...change };
    expect(accepts(suite)).toBe(false);
  });
});

it.each(["charAcc", "posQ1Acc@20", "gradientPasses", "stepsTo99"])(
  "the JSON Schema of suites knows the metric %s",
  (metric) => {
    const suite = read("quickstart.json") as object;
    expect(accepts({ ...suite, paper: paperOf(metric) })).toBe(true);
  },
);

describe.each(names)("the suite %s", (name) => {
  const raw = read(name);

  it("passes the JSON Schema, which it names", () => {
    expect(accepts(raw), JSON.stringify(accepts.errors)).toBe(true);
    expect(raw).toMatchObject({ $schema: `./${FILE}` });
  });

  it("has the name of its file, and runs in every profile", () => {
    const suite = parseSuite(raw, name);
    expect(`${suite.name}.json`).toBe(name);
    for (const profile of [undefined, ...Object.keys(suite.profiles ?? {})])
      expect(expandSuite(suite, { profile }).runs.length).toBeGreaterThan(0);
  });
});
