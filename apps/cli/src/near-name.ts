/** @file The known name that a mistyped one probably means. */

/** Levenshtein distance: the fewest insertions, deletions and substitutions that turn one text into the other. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const substitution =
        (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next[j] = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        substitution,
      );
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

/** The nearest known name, or undefined when none is close: more than 2 edits, or more than 40 % of the name. */
export function nearName(
  name: string,
  known: readonly string[],
): string | undefined {
  const byDistance = known
    .map((candidate) => ({
      candidate,
      distance: editDistance(name.toLowerCase(), candidate.toLowerCase()),
    }))
    .sort((a, b) => a.distance - b.distance);
  const [nearest] = byDistance;
  const limit = Math.max(2, 0.4 * name.length);
  return nearest && nearest.distance <= limit ? nearest.candidate : undefined;
}
