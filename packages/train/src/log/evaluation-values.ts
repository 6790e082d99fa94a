/** @file What an evaluation measures: numbers by name, and rows of numbers such as one per position. */

/** Measured values by name; a row has one number per position, block pass and the like, in their order. */
export type EvaluationValues = Readonly<
  Record<string, number | readonly number[]>
>;

/**
 * @param values of an evaluation
 * @param name of a metric
 * @returns the number of that name; undefined where there is none, or it is a row
 */
export function numberAt(
  values: EvaluationValues,
  name: string,
): number | undefined {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  return typeof value === "number" ? value : undefined;
}

/**
 * @param values of an evaluation
 * @returns those that are single numbers
 */
export const numbersIn = (values: EvaluationValues): Record<string, number> =>
  Object.fromEntries(
    Object.entries(values).filter(
      (entry): entry is [string, number] => typeof entry[1] === "number",
    ),
  );
