/** @file Errors of the statistics. */

/** Thrown when a statistic is asked of numbers that have none. */
export class StatisticsError extends Error {
  override readonly name = "StatisticsError";
}

/**
 * Refuses what no statistic is defined for.
 *
 * @throws {StatisticsError} when there is no number, or one is not finite
 */
export const requireNumbers = (values: readonly number[]): void => {
  if (values.length > 0 && values.every(Number.isFinite)) return;
  throw new StatisticsError(
    `A statistic needs at least one number and only finite ones, received [${values.join(", ")}]; leave out runs without a result.`,
  );
};
