/** @file One text for equal data. */

const sorted = (_: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)),
      )
    : value;

/**
 * JSON with the keys of every object in order; keys that are undefined are absent.
 *
 * @param value plain data
 */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, sorted);
