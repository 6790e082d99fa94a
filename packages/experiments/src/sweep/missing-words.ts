/** @file Runs without a result, counted and in words. */
import type { Sweep } from "./sweep";

/** How many runs have no result. */
export interface MissingCounts {
  readonly missing: number;
  /** of those missing, how many have failed */
  readonly failed: number;
}

/** How often each word is there, by the alphabet: `1 failed, 2 not yet done`. */
export const countedWords = (words: readonly string[]): string =>
  [...new Set(words)]
    .sort()
    .map((word) => `${words.filter((one) => one === word).length} ${word}`)
    .join(", ");

/** How many runs of a sweep have no result. */
export const missingCounts = ({
  missing,
  failures,
}: Pick<Sweep, "missing" | "failures">): MissingCounts => ({
  missing: missing.length,
  failed: failures.size,
});

/** What missing runs are: `1 failed, 2 not yet done`; empty where none is missing. */
export const missingWords = ({ missing, failed }: MissingCounts): string =>
  [
    failed > 0 && `${failed} failed`,
    missing > failed && `${missing - failed} not yet done`,
  ]
    .filter(Boolean)
    .join(", ");
