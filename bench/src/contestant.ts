/** @file What can be measured, and the order in which it is. */

/** One implementation, ready to run. */
export interface Contestant {
  /** As in the table, for example `PyTorch, eager`. */
  readonly name: string;
  /**
   * Runs one iteration that is not timed, then `count` timed ones.
   *
   * @returns milliseconds of each timed iteration
   */
  round(count: number): Promise<readonly number[]>;
  close(): Promise<void>;
}

/** How often everything is measured. */
export interface Schedule {
  /** Rounds of every contestant, after one round that is thrown away. */
  readonly rounds: number;
  /** Timed iterations of a round. */
  readonly iterations: number;
}

/**
 * Long enough for the worker threads of the one before to stop spinning and go to
 * sleep, so that they take no core from the next.
 */
const PAUSE_MS = 200;

/**
 * Measures the contestants in interleaved rounds (a, b, c, a, b, c, ...): whatever
 * slows the machine for a while slows all of them.
 *
 * @param onRound called after each round with its number, 0 for the discarded one
 * @returns all times of each contestant in milliseconds, in the order given
 */
export async function measure(
  contestants: readonly Contestant[],
  { rounds, iterations }: Schedule,
  {
    pauseMs = PAUSE_MS,
    onRound = () => {},
  }: { pauseMs?: number; onRound?: (round: number) => void } = {},
): Promise<readonly (readonly number[])[]> {
  const times = contestants.map((): number[] => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [i, contestant] of contestants.entries()) {
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      const measured = await contestant.round(round === 0 ? 1 : iterations);
      if (round > 0) times[i]?.push(...measured);
    }
    onRound(round);
  }
  return times;
}

/** Times `iterate` as {@link Contestant.round} promises, in this process. */
export async function timeRound(
  iterate: () => Promise<unknown>,
  count: number,
): Promise<number[]> {
  await iterate();
  const times: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const start = performance.now();
    await iterate();
    times.push(performance.now() - start);
  }
  return times;
}
