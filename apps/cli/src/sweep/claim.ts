/** @file Whether the results of a suite bear out its claim, in one sentence. */
import { formatPercent } from "../table";
import type { Claim } from "./suite";

/** What a claim is judged on. */
export interface Outcome {
  readonly arch: string;
  /** The architecture's name in sentences, such as "Dual UT". */
  readonly title: string;
  readonly seed: number;
  /** Fraction of answer characters that are right. */
  readonly charAcc: number;
}

/** The verdict on a claim. */
export interface ClaimVerdict {
  readonly held: boolean;
  /** Architectures whose runs did not do what was claimed. */
  readonly broken: readonly string[];
  readonly sentence: string;
}

/** "a, b and c". */
export function listWords(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2
    ? last
    : `${words.slice(0, -1).join(", ")} and ${last}`;
}

function unique(words: readonly string[]): string[] {
  return [...new Set(words)];
}

/**
 * Judges a claim: every run of an architecture in `solves` must reach `solvedAt`, every one in `fails` must stay below `failedBelow`.
 * An architecture that the claim names and the results lack breaks it.
 * @param steps training steps of every run
 */
export function judgeClaim(
  claim: Claim,
  outcomes: readonly Outcome[],
  steps: number,
): ClaimVerdict {
  const seeds = unique(outcomes.map(({ seed }) => String(seed))).length;
  const start = `After ${steps} steps with ${seeds === 1 ? "one seed" : `${seeds} seeds`}, the paper's ordering`;
  const solves = (charAcc: number): boolean => charAcc >= claim.solvedAt;
  const fails = (charAcc: number): boolean => charAcc < claim.failedBelow;
  const solvedAt = `${formatPercent(claim.solvedAt)} or more`;
  const failedBelow = `less than ${formatPercent(claim.failedBelow)}`;
  const breaks = [
    ...findBreaks(claim.solves, outcomes, solves, solvedAt),
    ...findBreaks(claim.fails, outcomes, fails, failedBelow),
  ];
  if (breaks.length > 0) {
    const faults = breaks.map(({ words }) => words).join("; ");
    return {
      held: false,
      broken: unique(breaks.map(({ arch }) => arch)),
      sentence: `${start} did not hold: ${faults}.`,
    };
  }
  const titles = (archs: readonly string[]): string =>
    listWords(
      archs.map((arch) => outcomes.find((o) => o.arch === arch)?.title ?? arch),
    );
  const sentence = `${start} held: ${titles(claim.solves)} reached ${solvedAt} of the characters, ${titles(claim.fails)} ${failedBelow}.`;
  return { held: true, broken: [], sentence };
}

function findBreaks(
  archs: readonly string[],
  outcomes: readonly Outcome[],
  holds: (charAcc: number) => boolean,
  expected: string,
): { arch: string; words: string }[] {
  return archs.flatMap((arch) => {
    const runs = outcomes.filter((outcome) => outcome.arch === arch);
    if (runs.length === 0) return [{ arch, words: `${arch} was not run` }];
    return runs
      .filter(({ charAcc }) => !holds(charAcc))
      .map(({ title, charAcc }) => ({
        arch,
        words: `${title} reached ${formatPercent(charAcc, 2)} of the characters where ${expected} was expected`,
      }));
  });
}
