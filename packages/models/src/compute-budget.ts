/** @file Which steps and loops spend a budget of block passes. */
import {
  ARCHITECTURES,
  type ArchitectureId,
  type ArchitectureRow,
  type Design,
} from "./architectures";
import { passesPerStep } from "./block-passes";
import { integerFrom } from "./config-fields";

/** Loops of a nested step. */
export interface Loops {
  /** L: z updates per cycle. */
  readonly nInnerLoops: number;
  /** H: cycles per step. */
  readonly nOuterLoops: number;
}

/** What a budget buys. */
export interface ComputeBudget extends Loops {
  /** n: recurrence steps, or distinct blocks. */
  readonly nLayer: number;
  /** Passes really spent; Dual UT spends an even number, at least 2. */
  readonly blockPasses: number;
}

/** Lowers H, then L, until whole steps spend the budget; at H = 1, L = 0 a step is one pass, so this ends. */
const fitLoops = (
  budget: number,
  { nInnerLoops, nOuterLoops }: Loops,
): Loops => {
  for (let inner = nInnerLoops; ; inner--) {
    for (let outer = nOuterLoops; outer > 0; outer--) {
      if (budget % (outer * (inner + 1)) === 0) {
        return { nInnerLoops: inner, nOuterLoops: outer };
      }
    }
  }
};

/** What decides the passes of a step, with H and L. */
type Columns = Pick<ArchitectureRow, "streams" | "nested">;

const spend = (
  { streams, nested }: Columns,
  budget: number,
  loops: Loops,
): ComputeBudget => {
  const perStep = passesPerStep({
    streams,
    ...(nested ? loops : { nInnerLoops: 1, nOuterLoops: 1 }),
  });
  const nLayer = Math.max(1, Math.floor(budget / perStep));
  return { nLayer, ...loops, blockPasses: nLayer * perStep };
};

/**
 * Steps and loops for a budget of block passes: n (one stream), 2n (two streams), n H (L + 1) (two streams, nested).
 *
 * Keeps H and L if H (L + 1) divides the budget; otherwise lowers H, to 1, then L, to 0. Models without nested loops,
 * those of one stream among them, pass H and L through untouched.
 *
 * @param arch    architecture id
 * @param budget  block passes, an integer of at least 1
 * @param wished  H and L, 2 and 2 by default, and the streams where they are not those of the architecture's row
 * @throws {ConfigError} when the budget or a loop count is no such integer
 */
export const solveComputeBudget = (
  arch: ArchitectureId,
  budget: number,
  wished: Partial<Loops & Pick<Design, "streams">> = {},
): ComputeBudget => {
  const { nInnerLoops = 2, nOuterLoops = 2 } = wished;
  const row = ARCHITECTURES[arch];
  const streams = wished.streams ?? row.streams;
  const nested = row.nested && streams === 2;
  const loops = {
    nInnerLoops: integerFrom(0)("nInnerLoops", nInnerLoops),
    nOuterLoops: integerFrom(1)("nOuterLoops", nOuterLoops),
  };
  integerFrom(1)("the compute budget", budget);
  return spend(
    { streams, nested },
    budget,
    nested ? fitLoops(budget, loops) : loops,
  );
};
