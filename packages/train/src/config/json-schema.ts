/** @file The schema of a configuration file as JSON Schema, for editors and for other programs. */
import { z } from "zod";
import { trainConfigSchema } from "./schema";

/** A JSON Schema (draft 2020-12). */
export type JsonSchema = z.core.JSONSchema.JSONSchema;

/**
 * The JSON Schema of a configuration file: every key with its meaning, bounds and default, and no other key. It cannot
 * say which values fit together; {@link parseTrainConfig} does.
 */
export function trainConfigJsonSchema(): JsonSchema {
  const { $schema, ...schema } = z.toJSONSchema(trainConfigSchema, {
    target: "draft-2020-12",
    io: "input",
  });
  return {
    $schema,
    title: "A training run of trm",
    description:
      "What a run is trained with; the defaults are those of the paper.",
    ...schema,
  };
}
