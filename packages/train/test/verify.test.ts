import { createEngine } from "@trm/onnx/runtime";
import { decodeSafetensors, encodeSafetensors } from "@trm/models";
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  findCases,
  GoldenCaseError,
  verifyCase,
  type CaseReport,
} from "@trm/train";

const GOLDEN = "test-fixtures/golden";
const cases = findCases(GOLDEN);

/** The quantities out of tolerance, for a message that says what broke. */
const failures = (report: CaseReport) =>
  report.quantities.filter((q) => !q.pass);

describe("verifyCase", () => {
  it("finds all golden cases", () => {
    expect(cases).toHaveLength(24);
    expect(findCases(cases[0]!)).toEqual([cases[0]]);
  });

  describe("on onnxruntime", () => {
    const engine = createEngine({ engine: "onnxruntime", threads: 1 });
    it.each(cases.map((dir) => [basename(dir), dir]))(
      "%s passes",
      async (_, dir) => {
        expect(failures(await verifyCase(dir, await engine))).toEqual([]);
      },
    );
  });

  describe("on TF.js", () => {
    const engine = createEngine({ engine: "tfjs", backend: "cpu" });
    it.each([
      "gpt.plain",
      "ut.ponder",
      "ut_level1.plain",
      "ut_level2.h2-l1",
      "trm.early-halt",
    ])("%s passes", async (name) => {
      const report = await verifyCase(join(GOLDEN, name), await engine);
      expect(failures(report)).toEqual([]);
      expect(report).toMatchObject({ name, pass: true });
    });
  });
});

describe("a case that is not right", () => {
  const engine = createEngine({ engine: "tfjs", backend: "cpu" });
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "trm-case-"));
    cpSync(join(GOLDEN, "trm.early-halt"), dir, { recursive: true });
  });
  afterEach(() => rmSync(dir, { recursive: true }));
  const at = (file: string) => join(dir, file);
  const verify = async () => verifyCase(dir, await engine);

  it("fails when one weight tensor is one percent larger", async () => {
    const { tensors } = decodeSafetensors(
      readFileSync(at("model.safetensors")),
    );
    const head = tensors["lm_head.weight"]!;
    const data = Float32Array.from(head.data, (w) => w * 1.01);
    const changed = { ...tensors, "lm_head.weight": { ...head, data } };
    writeFileSync(at("model.safetensors"), encodeSafetensors(changed));
    const report = await verify();
    expect(report.pass).toBe(false);
    expect(failures(report).map(({ name }) => name)).toContain("logits");
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["the steps taken", { steps_taken: 4 }, "steps taken"],
    ["the parameter count", { parameters: 1 }, "parameters"],
    ["which parameters lack a gradient", { no_gradient: [] }, "no gradient"],
    ["the loss", { loss: 2.9033 }, "loss"],
  ])("fails when it is wrong about %s", async (_, wrong, name) => {
    const expected: unknown = JSON.parse(
      readFileSync(at("expected.json"), "utf8"),
    );
    writeFileSync(
      at("expected.json"),
      JSON.stringify(Object.assign({}, expected, wrong)),
    );
    expect(failures(await verify()).map((q) => q.name)).toEqual([name]);
  });

  it.each<[string, () => void]>([
    ["without a file", () => rmSync(at("batch.safetensors"))],
    [
      "with a truncated file",
      () => truncateSync(at("expected.safetensors"), 99),
    ],
    ["with broken JSON", () => truncateSync(at("config.json"), 20)],
    [
      "with an unknown model",
      () => writeFileSync(at("config.json"), '{"model":"x","kwargs":{}}'),
    ],
    [
      "with other weights",
      () =>
        cpSync(
          join(GOLDEN, "gpt.plain", "model.safetensors"),
          at("model.safetensors"),
        ),
    ],
  ])("%s is one sentence", async (_, damage) => {
    damage();
    const error = await verify().catch((e: unknown) => e);
    expect(error).toBeInstanceOf(GoldenCaseError);
    expect((error as Error).message).not.toContain("\n");
  });

  it("is not found where there is none", () => {
    expect(() => findCases(join(dir, "absent"))).toThrow(GoldenCaseError);
    rmSync(at("config.json"));
    expect(() => findCases(dir)).toThrow(/holds no case/);
  });
});
