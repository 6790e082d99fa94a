/** @file The tables of docs/configuration.md are those of the schema and of the flags. */
import { parseTrainConfig, trainConfigJsonSchema } from "@trm/train";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { format } from "prettier";
import { describe, expect, it } from "vitest";
import type { KeySchema } from "../src/config-schema";
import { TRAIN_FLAGS } from "../src/train-flags";

const DOCS = fileURLToPath(
  new URL("../../../docs/configuration.md", import.meta.url),
);
const TABLES = /(<!-- keys:[^>]*-->\n)[^]*(<!-- \/keys -->)/;
const SCHEMA = trainConfigJsonSchema() as KeySchema;

const code = (value: unknown): string => `\`${JSON.stringify(value)}\``;

/** The values that a key may have, in a few signs. */
function valuesOf(schema: KeySchema): string {
  if (schema.enum) return schema.enum.map(code).join(", ");
  if (schema.type === "boolean") return `${code(true)}, ${code(false)}`;
  if (schema.type === "string") return "text";
  const { minimum, exclusiveMinimum, exclusiveMaximum } = schema;
  const maximum =
    schema.maximum === Number.MAX_SAFE_INTEGER ? undefined : schema.maximum;
  const bounds = [
    minimum === undefined ? "" : `at least ${minimum}`,
    exclusiveMinimum === undefined ? "" : `above ${exclusiveMinimum}`,
    maximum === undefined ? "" : `at most ${maximum}`,
    exclusiveMaximum === undefined ? "" : `below ${exclusiveMaximum}`,
  ].filter(Boolean);
  const kind = schema.type === "integer" ? "whole number" : "number";
  return [kind, ...bounds].join(", ");
}

function rowOf(section: readonly string[], key: string, schema: KeySchema) {
  const path = [...section, key].join(".");
  const flag = TRAIN_FLAGS.find((known) => known.path.join(".") === path);
  return [
    `\`${path}\``,
    flag ? `\`--${flag.name}\`` : "",
    schema.description ?? "",
    valuesOf(schema),
    schema.default === undefined ? "" : code(schema.default),
  ];
}

function tableOf(section: readonly string[], keys: [string, KeySchema][]) {
  const rows = keys.map(([key, schema]) => rowOf(section, key, schema));
  const head = ["key", "flag", "meaning", "values", "default"];
  return [head, head.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

/** A table of the keys outside of sections, then one per section. */
function tables(): string {
  const entries = Object.entries(SCHEMA.properties ?? {});
  const plain = entries.filter(([, { properties }]) => !properties);
  const sections = entries.flatMap(([name, { properties, description }]) =>
    properties
      ? [
          `### \`${name}\`: ${description ?? ""}`,
          tableOf([name], Object.entries(properties)),
        ]
      : [],
  );
  return [tableOf([], plain), ...sections].join("\n\n");
}

describe("docs/configuration.md", () => {
  const text = readFileSync(DOCS, "utf8");

  it("has every key (npm run schema -w packages/train writes it)", async () => {
    expect(text).toMatch(TABLES);
    const written = text.replace(TABLES, `$1\n${tables()}\n\n$2`);
    const formatted = await format(written, { parser: "markdown" });
    await expect(formatted).toMatchFileSnapshot(DOCS);
  });

  it("shows a configuration that makes a run", () => {
    const [, example = ""] = /```json\n([^]*?)```/.exec(text) ?? [];
    expect(parseTrainConfig(JSON.parse(example)).training.clipNorm).toBe(1);
  });
});
