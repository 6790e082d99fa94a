/** @file JSON objects of unknown content. */

/** An object from a JSON file; nothing in it is validated. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** Whether a value is an object with named fields. */
export const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A JSON file's bytes: indented, keys in the order given, one newline at the end. */
export const encodeJson = (value: unknown): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
