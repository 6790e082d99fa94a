import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitExpressions, textOf, type Expression } from "./expression";
import { chooseStandIns } from "./stand-ins";

const NAMES = ["batch", "past", "sequence"];
const STAND_INS = chooseStandIns(NAMES, new Set(), 0);
const fit = fitExpressions(STAND_INS);

const evaluate = (
  expression: Expression,
  sizes: ReadonlyMap<string, number>,
): number => {
  if (typeof expression === "number") return expression;
  if (typeof expression === "string") return sizes.get(expression)!;
  return "sum" in expression
    ? expression.sum.reduce<number>((s, x) => s + evaluate(x, sizes), 0)
    : expression.product.reduce<number>((p, x) => p * evaluate(x, sizes), 1);
};

/** What is fitted to what a function of the sizes gives in all traces. */
const refitted = (
  size: (sizes: ReadonlyMap<string, number>) => number,
): Expression | undefined => fit(STAND_INS.map(size));

const refit = (expression: Expression): Expression | undefined =>
  refitted((sizes) => evaluate(expression, sizes));

const symbol = fc.constantFrom(...NAMES);
const factor = fc.integer({ min: 1, max: 500 });
const sum = fc
  .uniqueArray(symbol, { minLength: 1, maxLength: 3 })
  .map((names): Expression => ({ sum: names }));
const shifted = fc
  .tuple(
    fc.uniqueArray(symbol, { minLength: 1, maxLength: 2 }),
    fc.integer({ min: -400, max: 400 }),
  )
  .map(([names, offset]): Expression => ({ sum: [...names, offset] }));
const difference = fc
  .uniqueArray(symbol, { minLength: 2, maxLength: 2 })
  .map(([a, b]): Expression => ({ sum: [a!, { product: [-1, b!] }] }));
const product = fc
  .tuple(factor, fc.array(symbol, { maxLength: 2 }), fc.option(sum))
  .map(([n, names, s]): Expression => ({
    product: [n, ...names, ...(s ? [s] : [])],
  }));

describe("an expression of symbols", () => {
  it("is found from what it was in two traces, and holds for all sizes", () => {
    fc.assert(
      fc.property(
        fc.oneof(sum, shifted, difference, product),
        fc.array(fc.nat(50), { minLength: 3, maxLength: 3 }),
        (expression, numbers) => {
          const sizes = new Map(NAMES.map((name, i) => [name, numbers[i]!]));
          const found = refit(expression);
          expect(found).toBeDefined();
          expect(evaluate(found!, sizes)).toBe(evaluate(expression, sizes));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it.each<[string, Expression]>([
    ["batch", "batch"],
    ["past + sequence", { sum: ["sequence", "past"] }],
    ["batch * sequence", { product: ["sequence", "batch"] }],
    ["192 * batch * sequence", { product: ["batch", "sequence", 192] }],
    ["8 * (past + sequence)", { product: [{ sum: ["past", "sequence"] }, 8] }],
    ["2 * past", { product: [2, "past"] }],
    ["sequence - 1", { sum: ["sequence", -1] }],
    ["past + sequence - 1", { sum: ["sequence", -1, "past"] }],
    ["batch + past + sequence", { sum: NAMES }],
    ["-1 * past", { product: [-1, "past"] }],
  ])("is written %s", (text, expression) => {
    expect(textOf(refit(expression)!)).toBe(text);
  });

  it("is a number where all traces agree", () => {
    expect(fit([1021, 1021, 1021, 1021])).toBe(1021);
    expect(fit([0, 0, 0, 0])).toBe(0);
  });
  it.each([
    [510, 600],
    [1, 2],
    [511, 611],
    [0, 7],
  ])("is not found for %i and %i", (a, b) => {
    expect(fit([a, b, a, b])).toBe(undefined);
  });
});

/** In one of the checks every size is smaller. */
const CAP = fc.integer({ min: 11, max: 900 });
const DIVISOR = fc.integer({ min: 2, max: 900 });
const rounded = (round: (x: number) => number) => (n: number, k: number) =>
  k * round(n / k);

describe("what is linear in the sizes of some traces only", () => {
  it.each<[string, (n: number, k: number) => number]>([
    ["a multiple from n on", rounded(Math.ceil)],
    ["a multiple up to n", rounded(Math.floor)],
    ["n modulo k", (n, k) => n % k],
    ["n divided by k", (n, k) => Math.floor(n / k)],
    ["an offset modulo k", (n, k) => n + ((k - (n % k)) % k)],
  ])("is no expression: %s", (_, f) => {
    fc.assert(
      fc.property(symbol, DIVISOR, (name, k) => {
        expect(refitted((sizes) => f(sizes.get(name)!, k))).toBe(undefined);
      }),
      { numRuns: 1000 },
    );
  });
  it.each([Math.min, Math.max])("is no expression: %o of two", (f) => {
    for (const a of NAMES)
      for (const b of NAMES)
        if (a !== b)
          expect(refitted((sizes) => f(sizes.get(a)!, sizes.get(b)!))).toBe(
            undefined,
          );
  });
  it("is no expression: a cap", () => {
    fc.assert(
      fc.property(symbol, CAP, (name, cap) => {
        const capped = refitted((sizes) => Math.min(sizes.get(name)!, cap));
        expect(capped).toBe(undefined);
      }),
    );
  });
});
