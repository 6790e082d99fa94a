/** @file An interaction is one of two factors, each at two levels. */
import { showValue } from "@trm/models";
import { claimsOf } from "./claims-of";
import type { Claim, Suite } from "./schema";

type InteractionClaim = Extract<Claim, { kind: "interaction" }>;

function problemOf({
  factors,
  levels,
  where = {},
}: InteractionClaim): string | undefined {
  if (factors[0] === factors[1])
    return `has the factor ${showValue(factors[0])} twice, but an interaction is one of two; name another axis`;
  // Labels are compared as text.
  const same = levels.findIndex(([a, b]) => String(a) === String(b));
  if (same >= 0)
    return `compares ${factors[same]} ${showValue(levels[same]?.[0])} with itself; name two levels`;
  const fixed = factors.find((factor) => Object.hasOwn(where, factor));
  return (
    fixed &&
    `has its factor ${showValue(fixed)} in where, too; leave it out there`
  );
}

/**
 * Looks for an interaction that is none.
 *
 * @returns what is wrong in words, without a full stop; undefined where nothing is
 */
export function findBadFactors(suite: Suite): string | undefined {
  for (const [what, claim] of claimsOf(suite)) {
    if (claim.kind !== "interaction") continue;
    const problem = problemOf(claim);
    if (problem !== undefined) return `${what} ${problem}`;
  }
  return undefined;
}
