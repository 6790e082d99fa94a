/** @file The numbers that stand for a symbol while a function is traced. */
import type { Sizes } from "./extents";

/** The sizes of the symbols in every trace; the first two are fitted, the others must agree. */
export type StandIns = readonly [
  first: Sizes,
  second: Sizes,
  ...checks: Sizes[],
];

/**
 * Between the two lies a power of two, so that what is done once per doubling
 * of an extent is done once more in the second trace, and noticed.
 */
const FIRST_BELOW = 1024;
const SECOND_FROM = 1201;

/**
 * Different numbers for every symbol in all traces. No two symbols grow by the
 * same amount from the first trace to the second, nor do two sums or
 * differences of two: the growth of a number tells which symbols it adds up.
 *
 * The first two are primes. What is linear in primes alone (2 * ceil(n / 2) is
 * n + 1, n % 3 may be 1 twice) is found out by two checks: one of multiples of
 * 6, one of other composite numbers, small enough for caps and cheap to trace.
 * In one the first symbol is the smallest, in the other the largest.
 *
 * @param avoid numbers that are static extents
 * @param skip  how many numbers of each trace to leave out
 */
export const chooseStandIns = (
  symbols: readonly string[],
  avoid: ReadonlySet<number>,
  skip: number,
): StandIns => {
  const check = (usable: (n: number) => boolean) =>
    chooseChecks(symbols.length, skip, (n) => usable(n) && !avoid.has(n));
  const sizes = (numbers: readonly number[]): Sizes =>
    new Map(symbols.map((symbol, i) => [symbol, numbers[i]!]));
  return [
    ...choosePrimes(symbols, avoid, skip),
    sizes(check((n) => n % 6 === 0)),
    sizes(check((n) => !isPrime(n) && n % 6 > 1).reverse()),
  ];
};

const choosePrimes = (
  symbols: readonly string[],
  avoid: ReadonlySet<number>,
  skip: number,
): [Sizes, Sizes] => {
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
  return [first, second];
};

/** The smallest numbers whose sums and differences of two are all different; 2 and 3 are what much else is. */
const chooseChecks = (
  count: number,
  skip: number,
  usable: (n: number) => boolean,
): number[] => {
  const chosen: number[] = [];
  let skipped = 0;
  for (let n = 4; chosen.length < count; n++)
    if (usable(n) && areTellable([...chosen, n]) && skipped++ >= skip)
      chosen.push(n);
  return chosen;
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
