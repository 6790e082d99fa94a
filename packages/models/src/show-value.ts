/** @file Values from a file inside a sentence. */

/**
 * A value as JSON, short enough for a sentence; of lists and objects only the kind is told, since they may be of any
 * size and depth.
 */
export const showValue = (value: unknown): string => {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return JSON.stringify(value.slice(0, 80));
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  // JSON has no NaN and no Infinity.
  return typeof value === "number" ? String(value) : JSON.stringify(value);
};
