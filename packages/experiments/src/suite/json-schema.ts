/** @file The schema of a suite as JSON Schema, for editors and for other programs. */
import { trainConfigJsonSchema, type JsonSchema } from "@trm/train";
import { z } from "zod";
import { suiteSchema } from "./schema";

/** The key whose value is part of a configuration. */
const BASE = "base";

/** A configuration of which any part may be missing. */
function partialConfig(): JsonSchema {
  const schema = trainConfigJsonSchema();
  delete schema.$schema;
  delete schema.title;
  delete schema.required;
  return schema;
}

/**
 * The JSON Schema of a suite's file: every key with its meaning, and no other key. Which values of its runs fit together
 * only {@link expandSuite} says.
 */
export function suiteJsonSchema(): JsonSchema {
  const { $schema, ...schema } = z.toJSONSchema(suiteSchema, {
    target: "draft-2020-12",
    io: "input",
    override: ({ jsonSchema, path }) => {
      if (path.at(-1) !== BASE) return;
      delete jsonSchema.type;
      delete jsonSchema.propertyNames;
      delete jsonSchema.additionalProperties;
      jsonSchema.$ref = "#/$defs/config";
    },
  });
  return {
    $schema,
    title: "A suite of trm",
    description: "An experiment as data: what it asks, varies and claims.",
    ...schema,
    $defs: { config: partialConfig() },
  };
}
