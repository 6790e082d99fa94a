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

/** What is fitted to what an expression gives in both traces. */
const refit = (expression: Expression): Expression | undefined =>
  fit(
    evaluate(expression, STAND_INS.first),
    evaluate(expression, STAND_INS.second),
  );

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

  it("is a number where both traces agree", () => {
    expect(fit(1021, 1021)).toBe(1021);
    expect(fit(0, 0)).toBe(0);
  });
  it.each([
    [510, 600],
    [1, 2],
    [511, 611],
    [0, 7],
  ])("is not found for %i and %i", (a, b) => {
    expect(fit(a, b)).toBe(undefined);
  });
});
