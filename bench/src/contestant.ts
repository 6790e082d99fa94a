/** @file What can be measured, and the order in which it is. */

/** One way to run an implementation. */
export interface Setting {
  /** As in the table, for example `batch 256`; empty where there is no choice. */
  readonly label: string;
  /** What the time of an iteration is divided by. */
  readonly examples: number;
  /**
   * Runs one iteration that is not timed, then `count` timed ones.
   *
   * @returns milliseconds of each timed iteration
   */
  round(count: number): Promise<readonly number[]>;
}

/** One implementation, ready to run; its fastest setting counts. */
export interface Contestant {
  /** As in the table, for example `PyTorch, eager`. */
  readonly name: string;
  readonly settings: readonly Setting[];
  close(): Promise<void>;
}

/** An implementation that `iterate` runs in this process, in one way. */
export function createContestant(
  name: string,
  iterate: () => Promise<unknown>,
  close: () => Promise<void>,
): Contestant {
  const round = (count: number) => timeRound(iterate, count);
  return { name, settings: [{ label: "", examples: 1, round }], close };
}

/** How often everything is measured. */
export interface Schedule {
  /** Rounds of every setting, after one round that is thrown away. */
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
 * Measures the settings in interleaved rounds (a, b, c, a, b, c, ...): whatever
 * slows the machine for a while slows all of them.
 *
 * @param onRound called after each round with its number, 0 for the discarded one
 * @returns all times of each setting in milliseconds, in the order given
 */
export async function measure(
  settings: readonly Pick<Setting, "round">[],
  { rounds, iterations }: Schedule,
  {
    pauseMs = PAUSE_MS,
    onRound = () => {},
  }: { pauseMs?: number; onRound?: (round: number) => void } = {},
): Promise<readonly (readonly number[])[]> {
  const times = settings.map((): number[] => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [i, setting] of settings.entries()) {
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      const measured = await setting.round(round === 0 ? 1 : iterations);
      if (round > 0) times[i]?.push(...measured);
    }
    onRound(round);
  }
  return times;
}

/** Times `iterate` as {@link Setting.round} promises, in this process. */
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
