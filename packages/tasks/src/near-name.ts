/** @file Finds what somebody probably meant to type. */

/** The number of insertions, deletions and substitutions of a character that lead from a to b (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const insertion = (next[j - 1] ?? 0) + 1;
      const deletion = (row[j] ?? 0) + 1;
      next.push(Math.min(substitution, insertion, deletion));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The known name nearest to `name`, case aside, or nothing when more than half of it would have to change. */
export function nearName(
  name: string,
  known: readonly string[],
): string | undefined {
  let nearest: string | undefined;
  let least = Infinity;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < least && distance <= candidate.length / 2) {
      nearest = candidate;
      least = distance;
    }
  }
  return nearest;
}
