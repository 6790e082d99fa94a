/** @file Does one factor's effect depend on the other's level? */
import { requireNumbers } from "./errors";
import { type Bounds, clip, MISS } from "./mean-interval";
import { meanOf, varianceOf } from "./moments";
import { roundingOf, subsetSums } from "./permutation-test";
import { studentQuantile, studentTail } from "./student-t";

/** Values of four cells: `cells[i][j]` has level i of the first factor and level j of the second. */
export type TwoByTwo<T> = readonly [readonly [T, T], readonly [T, T]];

/** A difference of differences with its 95 % interval. */
export interface Interaction {
  /** Numbers per cell. */
  readonly n: TwoByTwo<number>;
  readonly means: TwoByTwo<number>;
  /** (mean[1][1] - mean[1][0]) - (mean[0][1] - mean[0][0]) */
  readonly difference: number;
  /** Lower end; absent where a cell has one number. */
  readonly low?: number;
  readonly high?: number;
  /** Degrees of freedom after Satterthwaite; absent with `low`, and without spread. */
  readonly df?: number;
  /** Two-sided p of "no interaction" from the t distribution; absent with `df`. */
  readonly p?: number;
  /** Two-sided p of the synchronised permutation test; absent where the cells differ in n, or have more than 10. */
  readonly permutationP?: number;
  readonly clipped: boolean;
  /** Has no cell any spread, so that the interval has no width and proves nothing? */
  readonly degenerate: boolean;
}

/** Above this the lists of exchanges outgrow memory. */
const MOST_PER_CELL = 10;

/** First index of sorted numbers that is not below a value. */
const lowerBound = (sorted: Float64Array, value: number): number => {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** What exchanging k numbers of two cells moves from the first to the second: every way to do it, sorted. */
const exchanges = (
  a: readonly number[],
  b: readonly number[],
  k: number,
): Float64Array => {
  const fromB = subsetSums(b, k);
  return Float64Array.from(
    subsetSums(a, k).flatMap((sumA) => fromB.map((sumB) => sumA - sumB)),
  ).sort();
};

/**
 * Exchanges as many numbers between the levels of the first factor at one level of the second as at the other:
 * main effects cancel, whatever they are, and only an interaction moves the difference of differences.
 */
const synchronisedP = ([[a0, a1], [b0, b1]]: TwoByTwo<
  readonly number[]
>): number => {
  const sum = (values: readonly number[]) => values.reduce((s, v) => s + v, 0);
  const observed = sum(a0) - sum(b0) - sum(a1) + sum(b1);
  const limit = Math.abs(observed) - roundingOf([...a0, ...a1, ...b0, ...b1]);
  let extreme = 0;
  let all = 0;
  for (let k = 0; k <= a0.length; k++) {
    const first = exchanges(a0, b0, k);
    const second = exchanges(a1, b1, k);
    all += first.length * second.length;
    for (const moved of first) {
      // observed - 2 moved + 2 x beyond ±limit, x from the second list
      const inner = observed - 2 * moved;
      const inside =
        lowerBound(second, (limit - inner) / 2) -
        lowerBound(second, (-limit - inner) / 2);
      extreme += second.length - Math.max(0, inside);
    }
  }
  return extreme / all;
};

/**
 * The interaction of two factors with two levels: the difference of differences.
 *
 * d = (mean[1][1] - mean[1][0]) - (mean[0][1] - mean[0][0]), d ± t(0.975, df) · √(sum of sd² / n of the cells)
 *
 * The permutation test is exact for independent runs whose spread is the same in all cells: it exchanges numbers
 * between the levels of the first factor, as many at one level of the second as at the other. With 3 numbers per cell
 * there are 164 such exchanges, so that p can go down to 2/164.
 *
 * @param bounds - Differences outside cannot occur: [-2, 2] for accuracies.
 * @throws {StatisticsError} when a cell has no number, or one is not finite
 * @see Satterthwaite 1946, "An approximate distribution of estimates of variance components".
 * @see Pesarin and Salmaso 2010, "Permutation tests for complex data", synchronised permutations.
 */
export const interaction = (
  cells: TwoByTwo<readonly number[]>,
  bounds?: Bounds,
): Interaction => {
  const flat = cells.flat();
  flat.forEach(requireNumbers);
  const means = mapCells(cells, meanOf);
  const difference = means[1][1] - means[1][0] - (means[0][1] - means[0][0]);
  const base = { n: mapCells(cells, ({ length }) => length), means };
  const variances = flat.map(varianceOf);
  if (variances.some((variance) => variance === undefined))
    return { ...base, difference, clipped: false, degenerate: false };
  const n = flat[0]!.length;
  const comparable = flat.every(({ length }) => length === n);
  const permutationP =
    comparable && n <= MOST_PER_CELL ? synchronisedP(cells) : undefined;
  const shared = { ...base, difference, permutationP };
  const errors = flat.map(({ length }, i) => (variances[i] ?? 0) / length);
  const squared = errors.reduce((sum, error) => sum + error, 0);
  if (squared === 0) {
    const ends = { low: difference, high: difference };
    return { ...shared, ...ends, clipped: false, degenerate: true };
  }
  // Shares instead of squares of variances, which would vanish for small ones.
  const shares = errors.map(
    (error, i) => (error / squared) ** 2 / (flat[i]!.length - 1),
  );
  const df = 1 / shares.reduce((sum, share) => sum + share, 0);
  const error = Math.sqrt(squared);
  return {
    ...shared,
    ...clip(difference, studentQuantile(MISS, df) * error, bounds),
    ...{ df, p: studentTail(difference / error, df), degenerate: false },
  };
};

/** Applies a function to each of four cells. */
export const mapCells = <T, U>(
  [[a, b], [c, d]]: TwoByTwo<T>,
  f: (cell: T) => U,
): TwoByTwo<U> => [
  [f(a), f(b)],
  [f(c), f(d)],
];
