/** @file The two numbers that stand for a symbol while a function is traced. */
import type { Sizes } from "./extents";

/** The sizes of the symbols in the first and in the second trace. */
export interface StandIns {
  readonly first: Sizes;
  readonly second: Sizes;
}

/**
 * Between the two lies a power of two, so that what is done once per doubling
 * of an extent is done once more in the second trace, and noticed.
 */
const FIRST_BELOW = 1024;
const SECOND_FROM = 1201;

/**
 * Different primes for every symbol in both traces. No two symbols grow by the
 * same amount from the first trace to the second, nor do two sums or
 * differences of two: the growth of a number tells which symbols it adds up.
 *
 * @param avoid numbers that are static extents
 * @param skip  how many primes of the first trace to leave out
 */
export const chooseStandIns = (
  symbols: readonly string[],
  avoid: ReadonlySet<number>,
  skip: number,
): StandIns => {
  const first = new Map<string, number>();
  const second = new Map<string, number>();
  const growths: number[] = [];
  const usable = (n: number) => isPrime(n) && !avoid.has(n);
  let low = FIRST_BELOW;
  let high = SECOND_FROM + 2 * skip;
  const nextLow = () => {
    do low--;
    while (!usable(low));
  };
  for (let i = 0; i < skip; i++) nextLow();
  for (const symbol of symbols) {
    nextLow();
    do high++;
    while (!usable(high) || !areTellable([...growths, high - low]));
    growths.push(high - low);
    first.set(symbol, low);
    second.set(symbol, high);
  }
  return { first, second };
};

/** Whether all sums of at most two, and all differences, are different. */
const areTellable = (growths: readonly number[]): boolean => {
  const results = growths.flatMap((a, i) => [
    a,
    ...growths.slice(i).map((b) => a + b),
    ...growths.slice(i + 1).flatMap((b) => [a - b, b - a]),
  ]);
  return new Set(results).size === results.length;
};

const isPrime = (n: number): boolean => {
  for (let factor = 2; factor * factor <= n; factor++)
    if (n % factor === 0) return false;
  return n > 1;
};
