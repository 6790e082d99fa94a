/** @file Sizes as expressions of symbols, found from what they were in several traces. */
import type { Sizes } from "./extents";
import type { StandIns } from "./stand-ins";

/** A size: a number, a symbol, or a sum or product of sizes. */
export type Expression =
  | number
  | string
  | { readonly sum: readonly Expression[] }
  | { readonly product: readonly Expression[] };

/** A number as the traces saw it, in their order. */
export type Seen = readonly number[];

/** Finds the expression that gives all numbers, or nothing. */
export type Fit = (seen: Seen) => Expression | undefined;

/** An expression as text, and as the name of an extent: `past + sequence`, `batch * sequence`. */
export const textOf = (expression: Expression): string => {
  if (typeof expression !== "object") return `${expression}`;
  if ("sum" in expression)
    return expression.sum.map(textOf).join(" + ").replaceAll("+ -", "- ");
  return expression.product
    .map((part) =>
      typeof part === "object" && "sum" in part
        ? `(${textOf(part)})`
        : textOf(part),
    )
    .join(" * ");
};

/** An offset beyond it is taken for chance. */
const LARGEST_OFFSET = 10_000;

/** A number of the two traces that are fitted. */
type Both = readonly [first: number, second: number];

/** Several symbols, each so often: their sum in both traces. */
interface Combination {
  readonly counts: readonly (readonly [symbol: string, count: number])[];
  readonly seen: Both;
}

/**
 * Fits numbers that differ between traces: a multiple of a product of symbols,
 * of a sum of symbols, or of both, or of a sum of symbols with an offset. An
 * offset is the last resort: without one, two equations hold and not one.
 */
export const fitExpressions = (standIns: StandIns): Fit => {
  const [first, second] = standIns;
  const symbols = [...first.keys()].toSorted();
  const sizes = new Map(
    symbols.map((name) => [name, [first.get(name)!, second.get(name)!]]),
  ) as ReadonlyMap<string, Both>;
  const combinations = combine(sizes);
  const known = new Map<string, Expression | undefined>();
  const search = (seen: Seen): Expression | undefined => {
    const both: Both = [seen[0]!, seen[1]!];
    if (both[0] === both[1]) return undefined;
    return [fitSum, fitShiftedSum]
      .flatMap((fit) => [
        fit(both, combinations),
        fitProduct(both, sizes, (rest) => fit(rest, combinations)),
      ])
      .find(
        (found) =>
          found !== undefined &&
          standIns.every((numbers, i) => sizeUnder(found, numbers) === seen[i]),
      );
  };
  return (seen) => {
    if (seen.every((number) => number === seen[0])) return seen[0];
    const key = seen.join(" ");
    if (!known.has(key)) known.set(key, search(seen));
    return known.get(key);
  };
};

/** What an expression is under the given sizes. */
const sizeUnder = (expression: Expression, sizes: Sizes): number => {
  if (typeof expression === "number") return expression;
  if (typeof expression === "string") return sizes.get(expression)!;
  return "sum" in expression
    ? expression.sum.reduce<number>((s, part) => s + sizeUnder(part, sizes), 0)
    : expression.product.reduce<number>(
        (product, part) => product * sizeUnder(part, sizes),
        1,
      );
};

/** All sums of up to three symbols, and differences of two, short ones first. */
const combine = (sizes: ReadonlyMap<string, Both>): Combination[] => {
  const names = [...sizes.keys()];
  const counted = (...counts: [string, number][]): Combination => {
    const total = (trace: 0 | 1) =>
      counts.reduce((sum, [name, n]) => sum + n * sizes.get(name)![trace], 0);
    return { counts, seen: [total(0), total(1)] };
  };
  const pairs = names.flatMap((a, i) =>
    names.slice(i + 1).map((b) => [a, b] as const),
  );
  return [
    ...names.map((a) => counted([a, 1])),
    ...pairs.map(([a, b]) => counted([a, 1], [b, 1])),
    ...names.map((a) => counted([a, 2])),
    ...pairs.map(([a, b]) => counted([a, 1], [b, -1])),
    ...pairs.map(([a, b]) => counted([b, 1], [a, -1])),
    ...pairs.flatMap(([a, b]) =>
      names.filter((c) => c > b).map((c) => counted([a, 1], [b, 1], [c, 1])),
    ),
  ];
};

type FitSum = (
  both: Both,
  combinations: readonly Combination[],
) => Expression | undefined;

const fitSum: FitSum = ([a, b], combinations) => {
  const match = combinations.find(({ seen: [x, y] }) => x === a && y === b);
  return match && sumOf(match, 0);
};

const fitShiftedSum: FitSum = ([a, b], combinations) => {
  const match = combinations.find(
    ({ seen: [x, y], counts }) =>
      y - x === b - a && mayBeShifted(counts) && isNear(x, a),
  );
  return match && sumOf(match, a - match.seen[0]);
};

/** One symbol or the sum of two, whose growth no other has. */
const mayBeShifted = (counts: Combination["counts"]): boolean =>
  counts.length < 3 && counts.every(([, count]) => count > 0);

const isNear = (a: number, b: number): boolean =>
  Math.abs(a - b) < LARGEST_OFFSET;

const sumOf = ({ counts }: Combination, offset: number): Expression => {
  const parts: Expression[] = counts.map(([name, count]) =>
    count === 1 ? name : { product: [count, name] },
  );
  if (offset !== 0) parts.push(offset);
  return parts.length === 1 ? parts[0]! : { sum: parts };
};

/** Symbols divide out, since they are primes; a multiple of a sum remains, or a number. */
const fitProduct = (
  both: Both,
  sizes: ReadonlyMap<string, Both>,
  fitRest: (both: Both) => Expression | undefined,
): Expression | undefined => {
  let [a, b] = both;
  const factors: string[] = [];
  for (const [name, [p, q]] of sizes)
    while (a !== 0 && a % p === 0 && b % q === 0) {
      factors.push(name);
      [a, b] = [a / p, b / q];
    }
  if (a === b) return productOf([a, ...factors]);
  for (const factor of commonDivisors(a, b)) {
    const sum = fitRest([a / factor, b / factor]);
    if (sum !== undefined) return productOf([factor, ...factors, sum]);
  }
  return undefined;
};

const productOf = (parts: readonly Expression[]): Expression => {
  const factors = parts.filter((part) => part !== 1);
  return factors.length === 1 ? factors[0]! : { product: factors };
};

const commonDivisors = (a: number, b: number): number[] => {
  let [larger, smaller] = [Math.abs(a), Math.abs(b)];
  while (smaller > 0) [larger, smaller] = [smaller, larger % smaller];
  const small = Array.from(
    { length: Math.floor(Math.sqrt(larger)) },
    (_, i) => i + 1,
  ).filter((divisor) => larger % divisor === 0);
  return [...new Set([...small, ...small.map((n) => larger / n).reverse()])];
};
