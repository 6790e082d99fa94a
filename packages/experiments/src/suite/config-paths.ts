/** @file The paths that a configuration has. */
import { trainConfigJsonSchema } from "@trm/train";
import { isRecord } from "@trm/train/raw-config";

/** Every key of a configuration as a dotted path. */
export function configPaths(): string[] {
  const { properties = {} } = trainConfigJsonSchema();
  return Object.entries(properties).flatMap(([key, schema]) => {
    const inner = isRecord(schema) ? schema["properties"] : undefined;
    const names = isRecord(inner) ? Object.keys(inner) : [];
    return [key, ...names.map((name) => `${key}.${name}`)];
  });
}
