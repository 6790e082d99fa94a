/** @file A claim that speaks of no run of its plan would never be decided: it is a slip of the pen. */
import { nearestName, showValue } from "@trm/models";
import type { Claim, Selector } from "../suite/schema";
import type { PlannedCell, PlannedRun } from "./plan";
import { isSelected, selectedValue } from "./selector";

/** A run in one of its places. */
type Place = readonly [PlannedRun, PlannedCell];

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

/** What is chosen by a key that nothing has, with the value that was probably meant. */
function noSuchValue(
  key: string,
  value: Selector[string],
  places: readonly Place[],
): string {
  const values = places.map(([run, cell]) => selectedValue(run, cell, key));
  const known = [...new Set(values.map(showValue))];
  const near = nearestName(showValue(value), known);
  const fix =
    near === undefined
      ? `there it is ${known.slice(0, 12).join(", ")}`
      : `did you mean ${near}?`;
  return `selects ${key} ${showValue(value)}, which no such run has; ${fix}`;
}

/** Goes through a selector key by key, and through a metric's length. */
function problemOf(
  selector: Selector,
  metric: string,
  all: readonly Place[],
): string | undefined {
  let places = all;
  for (const [key, value] of Object.entries(selector)) {
    const left = places.filter(([run, cell]) =>
      isSelected(run, cell, key, value),
    );
    if (left.length === 0) return noSuchValue(key, value, places);
    places = left;
  }
  const [, length] = metric.split("@");
  if (length === undefined) return undefined;
  const asked = places.flatMap(([run]) => run.evaluation.lengths);
  return asked.includes(Number(length))
    ? undefined
    : `speaks of ${metric}, but its runs are asked at ${[...new Set(asked)].join(", ")}`;
}

/**
 * Looks for a claim that matches no run of a plan, or speaks of a length that none of its runs is asked at.
 *
 * @returns what is wrong in words, without a full stop; undefined where nothing is
 */
export function findEmptyClaim(
  claims: readonly Claim[],
  runs: readonly PlannedRun[],
): string | undefined {
  const all = runs.flatMap((run) =>
    run.cells.map((cell): Place => [run, cell]),
  );
  for (const claim of claims)
    for (const selector of selectorsOf(claim)) {
      const problem = problemOf(selector, claim.metric, all);
      if (problem !== undefined) return `the claim ${claim.id} ${problem}`;
    }
  return undefined;
}
