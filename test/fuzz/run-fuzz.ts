/** @file Runs damaged files through their readers and takes down what should not happen. */
import { USER_ERRORS } from "../../apps/cli/src/errors.ts";
import type { AllocationWatch } from "./allocations.ts";
import { Choices } from "./random.ts";
import type { Target } from "./targets.ts";

/** What happened. */
export interface FuzzReport {
  readonly attempts: number;
  /** Files that were read in spite of their damage: it hit nothing that counts. */
  readonly accepted: number;
  /** Longest time of one attempt, ms, and of which. */
  readonly slowest: { readonly durationMs: number; readonly attempt: string };
  /** What broke a promise, as "target #attempt: what". */
  readonly failures: readonly string[];
}

/** Each under a second. */
const MOST_MS = 1000;
/** A sentence, even one with a list of names in it. */
const MOST_CHARACTERS = 2000;

const judge = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return `threw ${String(error)}`;
  if (!USER_ERRORS.has(error.name))
    return `threw ${error.name}: ${error.message.slice(0, 300)}`;
  if (error.message.length > MOST_CHARACTERS)
    return `threw ${error.name} of ${error.message.length} characters: ${error.message.slice(0, 300)}`;
  return undefined;
};

const pick = (targets: readonly Target[], choices: Choices): Target => {
  let at = choices.below(1e6) / 1e6;
  return targets.find(({ share }) => (at -= share) < 0) ?? targets[0]!;
};

/**
 * @param options.seed  attempt i is a pure function of seed and i
 */
export const runFuzz = (
  targets: readonly Target[],
  watch: AllocationWatch,
  { count, seed }: { readonly count: number; readonly seed: number },
): FuzzReport => {
  const failures: string[] = [];
  let accepted = 0;
  let slowest = { durationMs: 0, attempt: "" };
  for (let i = 0; i < count; i++) {
    const choices = new Choices(seed + i);
    const target = pick(targets, choices);
    const attempt = `${target.name} #${seed + i}`;
    const made = target.attempt(choices);
    watch.longest();
    const startedAt = performance.now();
    let problem: string | undefined;
    try {
      made.read();
      accepted++;
    } catch (error) {
      problem = judge(error);
    }
    const durationMs = performance.now() - startedAt;
    const longest = watch.longest();
    if (problem !== undefined) failures.push(`${attempt}: ${problem}`);
    if (durationMs > MOST_MS)
      failures.push(`${attempt}: took ${Math.round(durationMs)} ms`);
    if (longest > made.size)
      failures.push(`${attempt}: reserved ${longest} bytes for ${made.size}`);
    if (durationMs > slowest.durationMs) slowest = { durationMs, attempt };
  }
  return { attempts: count, accepted, slowest, failures };
};
