/** @file A plan: every run of a suite, resolved, before the first is started. */
import type { TrainConfig } from "@trm/train";
import type { Claim, PaperNumber } from "../suite/schema";

/** One place in the grid of a block. */
export interface PlannedCell {
  /** name of the block */
  readonly block: string;
  /** value label of every axis, in the order of the axes */
  readonly labels: Readonly<Record<string, string>>;
}

/** What is asked of a run's final weights. */
export interface FinalEvaluation {
  /** unseen examples per length */
  readonly count: number;
  /** task lengths */
  readonly lengths: readonly number[];
}

/** One run of a plan. */
export interface PlannedRun {
  /** place in the plan, from 0 */
  readonly index: number;
  /** 16 hex digits: a hash of what is computed */
  readonly id: string;
  /** the places that ask for this run; one run may serve several */
  readonly cells: readonly PlannedCell[];
  readonly seed: number;
  readonly config: TrainConfig;
  readonly evaluation: FinalEvaluation;
}

/** What a plan keeps of its suite. */
export interface PlannedSuite {
  readonly name: string;
  readonly title: string;
  readonly question: string;
  /** absent for the suite as it is */
  readonly profile?: string;
  /** titles of the blocks, in order; the name of a block that has no title of its own */
  readonly blocks: readonly { readonly name: string; readonly title: string }[];
  readonly claims: readonly Claim[];
  readonly paper: readonly PaperNumber[];
  /** kinds of figures that are drawn; absent, all that apply */
  readonly figures?: readonly string[];
}

/** plan.json: all that a sweep computes. */
export interface Plan {
  readonly formatVersion: 1;
  readonly suite: PlannedSuite;
  /** versions of what computes the numbers */
  readonly codeVersion: string;
  readonly runs: readonly PlannedRun[];
}
