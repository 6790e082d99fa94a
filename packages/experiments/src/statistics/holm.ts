/** @file Many tests at once. */

/**
 * Holm's correction: p values such that 5 % is the chance of any false alarm among all tests together.
 *
 * sorted upwards, p'_i = min(1, max over j <= i of (m - j + 1) p_j); returned in the given order
 *
 * @param ps - p values of m tests, each in [0, 1]
 * @see Holm 1979, "A simple sequentially rejective multiple test procedure".
 */
export const holm = (ps: readonly number[]): number[] => {
  const order = ps.map((p, at) => ({ p, at })).sort((a, b) => a.p - b.p);
  const adjusted = [...ps];
  let highest = 0;
  order.forEach(({ p, at }, i) => {
    highest = Math.max(highest, Math.min(1, (ps.length - i) * p));
    adjusted[at] = highest;
  });
  return adjusted;
};
