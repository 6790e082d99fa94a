/** @file A claim that can never match anything is a slip of the pen, not a claim that is undecided. */
import { nearestName } from "@trm/models";
import { configPaths } from "./config-paths";
import type { Axes, Claim, Suite } from "./schema";

/** The axes of the suite in whichever profile. */
const axesOf = (suite: Suite): string[] =>
  [suite, ...Object.values(suite.profiles ?? {})]
    .flatMap(({ axes, blocks = [] }) => [
      axes,
      ...blocks.map((block) => block.axes),
    ])
    .flatMap((axes: Axes | undefined) => Object.keys(axes ?? {}));

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
  const all = [suite, ...Object.values(suite.profiles ?? {})];
  const claims = all.flatMap(({ claims: its = [] }) => its);
  const used = [
    ...claims.map((claim) => [`claim ${claim.id}`, keysOf(claim)] as const),
    ...(suite.paper ?? []).map(
      ({ cell, metric }) => [`paper's ${metric}`, Object.keys(cell)] as const,
    ),
  ];
  for (const [where, keys] of used) {
    const key = keys.find((name) => !known.has(name));
    if (key === undefined) continue;
    const near = nearestName(key, known);
    return `the ${where} selects by ${JSON.stringify(key.slice(0, 80))}, which is no axis and no configuration path; ${near === undefined ? "name one of them" : `did you mean ${near}?`}`;
  }
  return undefined;
}
