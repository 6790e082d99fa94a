/** @file A claim that its plan cannot decide, or a number of the paper beside no run, is a slip of the pen. */
import type { Claim, PaperNumber, Selector } from "../suite/schema";
import type { PlannedRun } from "./plan";
import { findPlaces, type Place, placesOf } from "./places";

/** The runs that a claim speaks of: each of these has to match some. */
function selectorsOf(claim: Claim): Selector[] {
  if (claim.kind !== "interaction")
    return "than" in claim ? [claim.cell, claim.than] : [claim.cell];
  const { factors, levels, where } = claim;
  return levels[0].flatMap((first) =>
    levels[1].map((second) => ({
      ...where,
      [factors[0]]: first,
      [factors[1]]: second,
    })),
  );
}

/** One text for the runs of some places. */
const runsOf = (places: readonly Place[]): string =>
  [...new Set(places.map(([{ id }]) => id))].sort().join(" ");

/** A comparison of runs with themselves, or one that wants more seeds than are planned. */
function problemOf(
  claim: Claim,
  found: readonly (readonly Place[])[],
): string | undefined {
  const runs = found.map(runsOf);
  if (new Set(runs).size < runs.length)
    return "compares runs with themselves, as two of its cells are the same runs; select others";
  const seeds = found.map(
    (places) => new Set(places.map(([{ seed }]) => seed)).size,
  );
  const planned = Math.min(...seeds);
  const { minimumSeeds = 0 } = claim;
  return minimumSeeds > planned
    ? `has minimumSeeds ${minimumSeeds}, but ${planned} ${planned === 1 ? "is" : "are"} planned of its cells; plan more seeds, or lower it`
    : undefined;
}

/**
 * Looks for a claim that matches no run of a plan, speaks of a length that none of its runs is asked at, compares runs
 * with themselves, or wants more seeds than there are.
 *
 * @returns what the suite has, in words, without a full stop; undefined where nothing is wrong
 */
export function findHopelessClaim(
  claims: readonly Claim[],
  runs: readonly PlannedRun[],
): string | undefined {
  const all = placesOf(runs);
  for (const claim of claims) {
    const found: (readonly Place[])[] = [];
    for (const selector of selectorsOf(claim)) {
      const places = findPlaces(selector, claim.metric, all);
      if (typeof places === "string")
        return `a claim about nothing: the claim ${claim.id} ${places}`;
      found.push(places);
    }
    const problem = problemOf(claim, found);
    if (problem !== undefined)
      return `a claim that nothing decides: the claim ${claim.id} ${problem}`;
  }
  return undefined;
}

/**
 * Looks for a number of the paper that stands beside no run.
 *
 * @param elsewhere runs of the suite at its other sizes, made where they are needed: the paper's is one of them
 * @returns what the suite has, in words, without a full stop; undefined where nothing is wrong
 */
export function findLoneNumber(
  paper: readonly PaperNumber[],
  runs: readonly PlannedRun[],
  elsewhere: () => readonly PlannedRun[],
): string | undefined {
  const here = placesOf(runs);
  let all: readonly Place[] | undefined;
  for (const [i, { cell, metric }] of paper.entries()) {
    if (typeof findPlaces(cell, metric, here) !== "string") continue;
    all ??= [...here, ...placesOf(elsewhere())];
    const places = findPlaces(cell, metric, all);
    if (typeof places === "string")
      return `a number of the paper beside nothing: paper.${i} ${places}`;
  }
  return undefined;
}
