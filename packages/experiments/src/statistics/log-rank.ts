/** @file Does one group of runs reach a mark sooner than another? */
import { type CensoredRun, eventTable, observe } from "./censored-steps";
import { permutationTest, type PermutationTest } from "./permutation-test";

/** A log-rank test of two groups. */
export interface LogRank {
  /** Runs of the first group that reached the mark, minus the number expected if the groups were one. */
  readonly excess: number;
  /** Excess² / variance: chi-square with one degree of freedom for many runs; absent where no step can tell. */
  readonly chiSquare?: number;
  /** The permutation test of the excess: exact for few runs. */
  readonly test: PermutationTest;
}

/**
 * The log-rank test, judged by the permutations of the runs: seeds are too few for its chi-square.
 *
 * excess = sum over the first group of (reached - sum over steps t_i <= its own of reached_i / at risk_i)
 *
 * @throws {StatisticsError} when a group is empty, or a run's steps are impossible
 * @see Mantel 1966, "Evaluation of survival data and two new rank order statistics arising in its consideration".
 */
export const logRank = (
  a: readonly CensoredRun[],
  b: readonly CensoredRun[],
): LogRank => {
  const [first, second] = [observe(a), observe(b)];
  const table = eventTable([...first, ...second]);
  const score = ({ step, event }: { step: number; event: boolean }) =>
    table
      .filter((row) => row.step <= step)
      .reduce((sum, row) => sum - row.events / row.atRisk, event ? 1 : 0);
  const [scoresA, scoresB] = [first.map(score), second.map(score)];
  const excess = scoresA.reduce((sum, value) => sum + value, 0);
  const variance = table.reduce((sum, { step, atRisk, events }) => {
    const share = first.filter((o) => o.step >= step).length / atRisk;
    const spread = atRisk > 1 ? (atRisk - events) / (atRisk - 1) : 0;
    return sum + events * share * (1 - share) * spread;
  }, 0);
  return {
    excess,
    chiSquare: variance > 0 ? excess ** 2 / variance : undefined,
    test: permutationTest(scoresA, scoresB),
  };
};
