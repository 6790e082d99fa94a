/** @file What a misspelt name probably meant. */

/** Levenshtein distance, computed row by row: insertions, deletions and substitutions cost 1. */
const editDistance = (a: string, b: string): number => {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution =
        (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const insertion = (row[j - 1] ?? 0) + 1;
      const deletion = (previous[j] ?? 0) + 1;
      row.push(Math.min(substitution, insertion, deletion));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
};

const normalise = (name: string): string =>
  name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");

/**
 * The candidate nearest to `name`, ignoring case and punctuation.
 *
 * @returns undefined when none is within a third of the name's length (at least 2 edits)
 */
export const nearestName = (
  name: string,
  candidates: Iterable<string>,
): string | undefined => {
  const wanted = normalise(name.slice(0, 80));
  let nearest: string | undefined;
  let least = Math.max(2, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, normalise(candidate));
    if (distance < least) [nearest, least] = [candidate, distance];
  }
  return nearest;
};

/** `; did you mean "nHead"?`, or the list of what is known when nothing is near. */
export const suggestion = (
  name: string,
  candidates: readonly string[],
): string => {
  const nearest = nearestName(name, candidates);
  return nearest === undefined
    ? `; known are ${candidates.join(", ")}`
    : `; did you mean "${nearest}"?`;
};
