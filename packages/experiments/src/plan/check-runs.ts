/** @file The runs of a plan that was read are those that were planned: each once, in order, under its own name. */
import { valueAt } from "@trm/train/raw-config";
import { runId } from "./run-id";
import { cellKey } from "./selector";
import type { PlannedCell } from "./plan";

/** A run as plan.json holds it: no default filled in, as its id is a hash of what is written. */
interface WrittenRun {
  readonly index: number;
  readonly id: string;
  readonly cells: readonly PlannedCell[];
  readonly seed: number;
  readonly config: Readonly<Record<string, unknown>>;
  readonly evaluation: object;
}

const problemOf = (run: WrittenRun, codeVersion: string) => {
  const seed = valueAt(run.config, ["training", "seed"]);
  if (seed !== run.seed)
    return `has the seed ${run.seed}, but its configuration has ${String(seed)}`;
  const id = runId(run, codeVersion);
  if (id !== run.id)
    return `has the id ${run.id}, but what it computes has ${id}`;
  const places = new Set(run.cells.map(cellKey));
  return places.size < run.cells.length
    ? "is in one of its cells twice"
    : undefined;
};

/**
 * Looks for a run that is there twice or out of order, whose id is not that of what it computes, or whose seed is not
 * its configuration's: readers would count one seed twice, or take one run's results for another's.
 *
 * @returns what is wrong in words, without a full stop; undefined where nothing is
 */
export function findAlteredRun(
  runs: readonly WrittenRun[],
  codeVersion: string,
): string | undefined {
  const places = new Map<string, number>();
  for (const [i, run] of runs.entries()) {
    const before = places.get(run.id);
    if (before !== undefined) return `its runs ${before} and ${i} are the same`;
    places.set(run.id, i);
    if (run.index !== i)
      return `its run ${i} has the index ${run.index}, expected ${i}`;
    const problem = problemOf(run, codeVersion);
    if (problem !== undefined) return `its run ${i} ${problem}`;
  }
  return undefined;
}
