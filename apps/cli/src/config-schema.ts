/** @file What the published JSON Schema says of the configuration's keys: it is read without loading what trains. */
import schema from "@trm/train/train-config.schema.json";

/** What the schema says of one key. */
export interface KeySchema {
  readonly description?: string;
  readonly default?: unknown;
  readonly type?: string;
  readonly enum?: readonly (string | number)[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly properties?: Readonly<Record<string, KeySchema>>;
}

/** The whole schema, for `trm config --schema`. */
export const CONFIG_SCHEMA: KeySchema = schema;

/** The schema of a key, such as `["training", "steps"]`. */
export function schemaAt(path: readonly string[]): KeySchema {
  const found = path.reduce<KeySchema | undefined>(
    (section, key) => section?.properties?.[key],
    CONFIG_SCHEMA,
  );
  if (found !== undefined) return found;
  throw new Error(`the configuration has no key ${path.join(".")}`);
}

/** The largest value that is no slip of the keyboard; every integer has one that is only what a double can hold. */
export function boundOf({ maximum }: KeySchema): number | undefined {
  return maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
}
