/** @file Runs without a result in words. */
import type { Sweep } from "./sweep";

/** How often each word is there, by the alphabet: `1 failed, 2 not yet done`. */
export const countedWords = (words: readonly string[]): string =>
  [...new Set(words)]
    .sort()
    .map((word) => `${words.filter((one) => one === word).length} ${word}`)
    .join(", ");

/** What the missing runs of a sweep are: `1 failed, 2 not yet done`; empty where none is missing. */
export const missingWords = ({
  missing,
  failures,
}: Pick<Sweep, "missing" | "failures">): string => {
  const words = missing.map(({ id }) =>
    failures.has(id) ? "failed" : "not yet done",
  );
  return countedWords(words);
};
