import { createEngine } from "@trm/onnx/runtime";
import {
  decodeSafetensors,
  encodeSafetensors,
  type HostTensor,
} from "@trm/models";
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
      for (const { actual, expected } of report.quantities)
        expect(actual).toBe(expected);
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
    [
      "which parameters lack a gradient",
      {
        no_gradient: [
          "halt.q_head.bias",
          "halt.q_head.weight",
          "reasoning_param",
          "solution_param",
          "lm_head.weight",
        ],
      },
      "no gradient",
    ],
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

  /** Rewrites the tensors of a safetensors file. */
  const edit = (
    file: string,
    change: (tensors: Record<string, HostTensor>) => object,
  ): void => {
    const { tensors } = decodeSafetensors(readFileSync(at(file)));
    const changed = { ...tensors };
    Object.assign(changed, change(changed));
    writeFileSync(at(file), encodeSafetensors(changed));
  };
  const drop = (name: string) => (): void =>
    edit("expected.safetensors", (tensors) => {
      Reflect.deleteProperty(tensors, name);
      return {};
    });
  const put = (file: string, name: string, at: number, value: number) => () =>
    edit(file, (tensors) => {
      const { shape, data } = tensors[name]!;
      const changed = Float32Array.from(data);
      changed[at] = value;
      return { [name]: { dtype: "float32", shape, data: changed } };
    });
  const reshape = (file: string, name: string, shape: number[]) => () =>
    edit(file, (tensors) => ({ [name]: { ...tensors[name]!, shape } }));
  const withAdamW = () =>
    cpSync(join(GOLDEN, "ut.ponder"), dir, { recursive: true });
  const noLosses = () => {
    const expected = JSON.parse(readFileSync(at("expected.json"), "utf8")) as {
      adamw: object;
    };
    Object.assign(expected.adamw, { losses: [] });
    writeFileSync(at("expected.json"), JSON.stringify(expected));
  };
  const BATCH = "batch.safetensors";
  const EXPECTED = "expected.safetensors";

  it.each<[string, RegExp, () => void]>([
    ["no logits", /logits is missing/, drop("logits")],
    [
      "no gradient of a parameter",
      /grad\.lm_head\.weight is missing/,
      drop("grad.lm_head.weight"),
    ],
    [
      "no parameter after AdamW",
      /adamw\.param\.lm_head\.weight is missing/,
      drop("adamw.param.lm_head.weight"),
    ],
    [
      "no batch of an update",
      /adamw\.batch1\.tokens is missing/,
      drop("adamw.batch1.tokens"),
    ],
    ["no losses", /adamw\.losses/, noLosses],
    [
      "targets that lie across",
      /targets \[28, 3\]/,
      reshape(BATCH, "targets", [28, 3]),
    ],
    [
      "logits that lie across",
      /logits is \[28, 3, 14\]/,
      reshape(EXPECTED, "logits", [28, 3, 14]),
    ],
    [
      "longer rows than the block",
      /tokens is \[1, 84\].*28/,
      () => {
        reshape(BATCH, "tokens", [1, 84])();
        reshape(BATCH, "targets", [1, 84])();
      },
    ],
    [
      "an update with longer rows than the block",
      /adamw\.batch1\.tokens is \[1, 84\].*28/,
      () => {
        reshape(EXPECTED, "adamw.batch1.tokens", [1, 84])();
        reshape(EXPECTED, "adamw.batch1.targets", [1, 84])();
      },
    ],
    ["a token of 14", /tokens holds 14 /, put(BATCH, "tokens", 5, 14)],
    ["a token of -100", /tokens holds -100/, put(BATCH, "tokens", 5, -100)],
    ["a token of 1.5", /tokens holds 1\.5/, put(BATCH, "tokens", 5, 1.5)],
    ["a target of -1", /targets holds -1 /, put(BATCH, "targets", 5, -1)],
    [
      "an update's target of NaN",
      /adamw\.batch0\.targets holds NaN/,
      put(EXPECTED, "adamw.batch0.targets", 5, NaN),
    ],
  ])("with %s is refused in one sentence", async (_, words, damage) => {
    withAdamW();
    damage();
    const error = await verify().catch((e: unknown) => e);
    expect(error).toBeInstanceOf(GoldenCaseError);
    expect((error as Error).message).toMatch(words);
    expect(() => findCases(dir)).toThrow(words);
    expect((error as Error).message).not.toContain("\n");
  });

  it("is not found where there is none", () => {
    expect(() => findCases(join(dir, "absent"))).toThrow(GoldenCaseError);
    expect(() => findCases(at("config.json"))).toThrow(/is a file, not a/);
    rmSync(at("config.json"));
    expect(() => findCases(dir)).toThrow(/holds no case/);
  });
});
