/**
 * Whether a value is an object with named values, neither null nor a list.
 *
 * @param value such as what JSON holds
 */
export const isRecord = (
  value: unknown,
): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
