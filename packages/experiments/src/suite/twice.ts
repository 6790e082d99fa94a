/** @file Values that are there twice. */

/** The first of some values that is there again, as a reader sees it: 12 and 12.0 are one; undefined where none is. */
export function twice<T>(values: readonly T[]): T | undefined {
  const seen = new Set<string>();
  return values.find((value) => {
    const before = seen.size;
    return seen.add(String(value)).size === before;
  });
}
