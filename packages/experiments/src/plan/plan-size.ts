/** @file How many runs a plan may have. */
import { SuiteError } from "../errors";
import type { Block, Suite } from "../suite/schema";

/** Months of training, and a file that every process of the sweep still reads at once. */
const MOST_RUNS = 10_000;

const cellsOf = ({ axes }: Block): number =>
  Object.values(axes).reduce<number>(
    (count, values) => count * Object.keys(values).length,
    1,
  );

/**
 * Refuses a grid that no plan holds, before it is laid out: a product of axes is soon beyond any memory.
 *
 * @throws {SuiteError} naming the number of runs and the limit
 */
export function checkSize(suite: Suite, blocks: readonly Block[]): void {
  const runs = blocks.reduce(
    (sum, block) => sum + cellsOf(block) * (block.seeds ?? suite.seeds).length,
    0,
  );
  if (runs <= MOST_RUNS) return;
  throw new SuiteError(
    `The suite ${suite.name} asks for ${runs} runs, but a plan holds ${MOST_RUNS} at most; vary less at once, or make several suites of it.`,
  );
}
