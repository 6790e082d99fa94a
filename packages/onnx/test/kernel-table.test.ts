/** @file The rule table covers all of TF.js, the cases cover the rule table, and the README says so. */
import { readFileSync, writeFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { RULES } from "../src/rules/table";
import { kernelTable } from "./support/kernel-table";
import { recordOperators, type Emitted } from "./support/record";
import { CASE_GROUPS } from "./tables";

const README = new URL("../README.md", import.meta.url);
const BEGIN = "<!-- kernels:begin -->";
const END = "<!-- kernels:end -->";

const CASES = Object.values(CASE_GROUPS).flat();
const MODEL_KERNELS = ["DropoutMask", "Gelu", "LayerNorm"];

let emitted: Emitted;
beforeAll(async () => {
  await import("@tensorflow/tfjs-backend-cpu");
  emitted = recordOperators(CASES, { standardOnly: true });
  const own = recordOperators(CASES, { standardOnly: false });
  for (const [kernel, operators] of own)
    for (const operator of operators) emitted.get(kernel)?.add(operator);
});

describe("the rule table", () => {
  it("names every kernel of tfjs-core and the models', and nothing else", () => {
    const kernels = Object.entries(tf)
      .filter(([name, value]) => name === value)
      .map(([name]) => name);
    expect(kernels).toHaveLength(180);
    expect(Object.keys(RULES).sort()).toEqual(
      [...kernels, ...MODEL_KERNELS].sort(),
    );
  });

  it("has no rule that no conformance case runs", () => {
    const rules = Object.entries(RULES)
      .filter(([, rule]) => !("unsupported" in rule))
      .map(([name]) => name);
    expect([...emitted.keys()].sort()).toEqual(rules.sort());
  });

  it("has a case about every kernel with a rule", () => {
    const subjects = new Set(CASES.map(({ kernel }) => kernel));
    const untested = Object.entries(RULES)
      .filter(([, rule]) => !("unsupported" in rule))
      .map(([name]) => name)
      .filter((name) => !subjects.has(name as never));
    expect(untested).toEqual([]);
  });

  it("emits onnxruntime's own operators only where they are allowed", () => {
    const standard = recordOperators(CASES, { standardOnly: true });
    const foreign = [...standard.values()]
      .flatMap((operators) => [...operators])
      .filter((operator) => operator.includes("."));
    expect(foreign).toEqual([]);
  });
});

describe("the README's table of kernels", () => {
  it("is the one that the rules give (UPDATE=1 writes it)", () => {
    const text = readFileSync(README, "utf8");
    const [before, rest] = text.split(BEGIN) as [string, string];
    const [written, after] = rest.split(END) as [string, string];
    const table = kernelTable(emitted);
    if (process.env["UPDATE"])
      writeFileSync(README, `${before}${BEGIN}\n\n${table}\n\n${END}${after}`);
    else expect(written.trim()).toBe(table);
  });
});
