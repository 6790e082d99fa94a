/** @file Student's t distribution. */
import { incompleteBeta, solveRising } from "./special-functions";

/**
 * The two-sided tail of Student's t distribution.
 *
 * P(|T| >= |t|) = I_x(df / 2, 1 / 2), x = df / (df + t²)
 *
 * @param df - degrees of freedom, above 0, need not be whole
 */
export const studentTail = (t: number, df: number): number =>
  incompleteBeta(df / (df + t * t), df / 2, 0.5);

/**
 * The t that |T| exceeds with a given probability: 0.05 gives the half width of a 95 % interval in standard errors.
 *
 * @param tail - two-sided, in (0, 1)
 * @param df - degrees of freedom, above 0, need not be whole
 */
export const studentQuantile = (tail: number, df: number): number => {
  const inside = (t: number) => -studentTail(t, df);
  let high = 1;
  while (inside(high) < -tail) high *= 2;
  return solveRising(inside, -tail, [0, high]);
};
