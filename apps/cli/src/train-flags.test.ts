import { parseTrainConfig } from "@trm/train";
import type { Override } from "@trm/train/raw-config";
import { describe, expect, it } from "vitest";
import { CONFIG_SCHEMA, schemaAt } from "./config-schema";
import { flagsBehind, rawTrainConfig, TRAIN_FLAGS } from "./train-flags";

const BASE = { arch: "ut", task: "copy" };

describe("the flags of trm train", () => {
  it.each(TRAIN_FLAGS.map((flag) => [flag.name, flag] as const))(
    "--%s takes meaning and default from the schema",
    (_, { help, path }) => {
      const { description, default: absent } = schemaAt(path);
      expect(help.startsWith(description ?? "?")).toBe(true);
      if (typeof absent === "string" || typeof absent === "number")
        expect(help.endsWith(` (${absent})`)).toBe(true);
    },
  );

  it("are explained in words, not in names of keys", () => {
    for (const { help, path } of TRAIN_FLAGS) {
      const { description = "" } = schemaAt(path);
      expect(description).not.toMatch(/\b[a-z]+[A-Z]|that code gives/);
      expect(help).not.toBe("");
    }
  });

  it("are read as their keys are: every default, and nothing beyond a bound", () => {
    for (const { parse, path, name } of TRAIN_FLAGS) {
      const { default: absent, maximum, minimum } = schemaAt(path);
      if (typeof absent === "number")
        expect(parse(String(absent)), name).toBe(absent);
      if (minimum !== undefined)
        expect(() => parse(String(minimum - 1)), name).toThrow(`--${name}`);
      if (maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER)
        expect(() => parse(String(maximum + 1)), name).toThrow(`--${name}`);
    }
  });

  it.each(
    TRAIN_FLAGS.flatMap(({ name, path }) =>
      [name, name.replaceAll("-", "_")].map((key) => [key, path] as const),
    ),
  )("%s as a key of a file leads to the key that is meant", (key, path) => {
    const [own = ""] = path.length === 1 ? path : [];
    if (key === own) return;
    expect(() => parseTrainConfig({ ...BASE, [key]: 1 })).toThrow(
      `Unknown configuration key "${key}"; did you mean "${path.join(".")}"?`,
    );
  });

  it("reach every section that a run must have, and no key twice", () => {
    const paths = TRAIN_FLAGS.map(({ path }) => path.join("."));
    expect(new Set(paths).size).toBe(paths.length);
    const sections = new Set(TRAIN_FLAGS.map(({ path }) => path[0]));
    const keys = Object.keys(CONFIG_SCHEMA.properties ?? {});
    expect([...sections].sort()).toEqual(
      keys.filter((key) => !["$schema", "earlyStop"].includes(key)).sort(),
    );
  });
});

describe("a refusal", () => {
  const typed = { warmupSteps: 5, steps: 3, evalEvery: 1, width: 30 };
  const flagsNamed = (
    keys: readonly string[],
    values = {},
    overrides: Override[] = [],
  ) => flagsBehind(keys, values, rawTrainConfig(values, overrides, undefined));

  it("names the flags that were typed for the keys that it is about", () => {
    const keys = ["training.warmupSteps", "training.steps", "model.nEmbd"];
    const all = ["--width", "--steps", "--warmup-steps"];
    expect(flagsNamed(keys, typed)).toEqual(all);
    expect(flagsNamed(keys, { steps: 3 })).toEqual(["--steps"]);
    const path = ["training", "steps"];
    expect(flagsNamed(keys, typed, [{ path, value: 2 }])).toEqual([
      "--width",
      "--warmup-steps",
    ]);
  });

  it("names none for another key of the same name", () => {
    expect(flagsNamed(["checkpoint.everySteps", "steps"], typed)).toEqual([]);
    expect(flagsNamed([], typed)).toEqual([]);
  });
});

describe("rawTrainConfig", () => {
  it("lays flags over what weights bring, and --set over all", () => {
    const brought = { ...BASE, model: { nEmbd: 8, nHead: 2 } };
    const set = [{ path: ["training", "steps"], value: 7 }];
    const flags = { width: 16, steps: 5 };
    expect(rawTrainConfig(flags, set, undefined, brought)).toEqual({
      ...BASE,
      model: { nEmbd: 16, nHead: 2 },
      training: { steps: 7 },
    });
  });
});
