/** @file JSON objects of unknown content. */

/** An object from a JSON file; nothing in it is validated. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** Whether a value is an object with named fields. */
export const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** JSON with sorted keys: what the value says, not how it was written. */
const canonical = (value: unknown): string =>
  value === undefined
    ? "nothing"
    : JSON.stringify(value, (_key, part: unknown) =>
        isRecord(part)
          ? Object.fromEntries(
              Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)),
            )
          : part,
      );

/** Whether two values of JSON say the same. */
export const isSame = (a: unknown, b: unknown): boolean =>
  canonical(a) === canonical(b);

/** A JSON file's bytes: indented, keys in the order given, one newline at the end. */
export const encodeJson = (value: unknown): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
