/** @file The places of a plan's grid that a selector finds, key by key. */
import { showValue } from "@trm/models";
import { partsOfMetric } from "../claims/metric";
import { didYouMean } from "../suite/did-you-mean";
import type { Selector } from "../suite/schema";
import type { PlannedCell, PlannedRun } from "./plan";
import { isSelected, selectedValue } from "./selector";

/** A run in one of its places. */
export type Place = readonly [PlannedRun, PlannedCell];

/** The places of all runs. */
export const placesOf = (runs: readonly PlannedRun[]): Place[] =>
  runs.flatMap((run) => run.cells.map((cell): Place => [run, cell]));

/** What is chosen by a key that nothing has, with the value that was probably meant. */
function noSuchValue(
  key: string,
  value: Selector[string],
  places: readonly Place[],
): string {
  const values = places.map(([run, cell]) => selectedValue(run, cell, key));
  const known = [...new Set(values.map(showValue))];
  const fix = didYouMean(
    showValue(value),
    known,
    `there it is ${known.slice(0, 12).join(", ")}`,
  );
  return `selects ${key} ${showValue(value)}, which no such run has; ${fix}`;
}

/**
 * The places that a selector finds, asked at a metric's length.
 *
 * @returns the places; else what is wrong in words, without a full stop
 */
export function findPlaces(
  selector: Selector,
  metric: string,
  all: readonly Place[],
): readonly Place[] | string {
  let places = all;
  for (const [key, value] of Object.entries(selector)) {
    const left = places.filter(([run, cell]) =>
      isSelected(run, cell, key, value),
    );
    if (left.length === 0) return noSuchValue(key, value, places);
    places = left;
  }
  const { length } = partsOfMetric(metric);
  const asked = places.flatMap(([run]) => run.evaluation.lengths);
  return length === undefined || asked.includes(Number(length))
    ? places
    : `speaks of ${metric}, but its runs are asked at ${[...new Set(asked)].join(", ")}`;
}
