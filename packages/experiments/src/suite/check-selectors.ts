/** @file A claim that can never match anything is a slip of the pen, not a claim that is undecided. */
import { claimsOf } from "./claims-of";
import { configPaths } from "./config-paths";
import { didYouMean } from "./did-you-mean";
import type { Claim, Suite } from "./schema";
import { gridPartsOf } from "./suite-parts";

/** The axes of the suite in whichever profile. */
const axesOf = (suite: Suite): string[] =>
  gridPartsOf(suite).flatMap(({ part }) => Object.keys(part.axes ?? {}));

const keysOf = (claim: Claim): string[] => {
  if (claim.kind === "interaction")
    return [...claim.factors, ...Object.keys(claim.where ?? {})];
  const than = "than" in claim ? claim.than : {};
  return [...Object.keys(claim.cell), ...Object.keys(than)];
};

/**
 * Looks for a key of a selector that is neither an axis, nor "block", nor a configuration path.
 *
 * @returns what is wrong in words, without a full stop; undefined where nothing is
 */
export function findUnknownSelector(suite: Suite): string | undefined {
  const known = new Set(["block", ...axesOf(suite), ...configPaths()]);
  const used = [
    ...claimsOf(suite).map(([what, claim]) => [what, keysOf(claim)] as const),
    ...(suite.paper ?? []).map(
      ({ cell, metric }) =>
        [`the paper's ${metric}`, Object.keys(cell)] as const,
    ),
  ];
  for (const [where, keys] of used) {
    const key = keys.find((name) => !known.has(name));
    if (key === undefined) continue;
    return `${where} selects by ${JSON.stringify(key.slice(0, 80))}, which is no axis and no configuration path; ${didYouMean(key, known, "name one of them")}`;
  }
  return undefined;
}
