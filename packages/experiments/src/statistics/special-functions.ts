/** @file The incomplete beta function, which the t and the binomial distribution are written with. */

/** Lanczos' coefficients for g = 7, accurate to 1e-15. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028,
  771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];
const LANCZOS_G = 7;
const MOST_TERMS = 10_000;
/** Keeps Lentz' method from dividing by zero. */
const TINY = 1e-300;
/** Halvings after which a double has no digit left to settle. */
const HALVINGS = 200;

/**
 * The logarithm of the gamma function, ln Γ(x), for x > 0.
 *
 * @see Lanczos 1964, "A precision approximation of the gamma function".
 */
export const logGamma = (x: number): number => {
  if (x < 0.5)
    return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const shifted = x - 1;
  const base = shifted + LANCZOS_G + 0.5;
  const sum = LANCZOS.reduce((total, coefficient, i) =>
    i === 0 ? coefficient : total + coefficient / (shifted + i),
  );
  return (
    0.5 * Math.log(2 * Math.PI) +
    (shifted + 0.5) * Math.log(base) -
    base +
    Math.log(sum)
  );
};

const awayFromZero = (value: number): number =>
  Math.abs(value) < TINY ? TINY : value;

/** The continued fraction of the incomplete beta function, by Lentz' method; converges fast for x < (a + 1) / (a + b + 2). */
const betaFraction = (x: number, a: number, b: number): number => {
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= MOST_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let step = 1;
    for (const term of [even, odd]) {
      d = 1 / awayFromZero(1 + term * d);
      c = awayFromZero(1 + term / c);
      step = c * d;
      value *= step;
    }
    if (Math.abs(step - 1) < Number.EPSILON) break;
  }
  return value;
};

/**
 * The regularised incomplete beta function.
 *
 * I_x(a, b) = Γ(a + b) / (Γ(a) Γ(b)) · integral from 0 to x of t^(a - 1) (1 - t)^(b - 1) dt
 *
 * @param x - in [0, 1]
 * @param a - above 0
 * @param b - above 0
 * @see Abramowitz and Stegun 1964, 26.5.8.
 */
export const incompleteBeta = (x: number, a: number, b: number): number => {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(
    logGamma(a + b) -
      logGamma(a) -
      logGamma(b) +
      a * Math.log(x) +
      b * Math.log1p(-x),
  );
  return (front * betaFraction(x, a, b)) / a;
};

/**
 * Where a function that does not fall crosses a value, by halving.
 *
 * @returns x in [low, high] with f(x) = target, to the last digits of a double.
 */
export const solveRising = (
  f: (x: number) => number,
  target: number,
  [low, high]: readonly [number, number],
): number => {
  let [below, above] = [low, high];
  for (let i = 0; i < HALVINGS && below < above; i++) {
    const middle = (below + above) / 2;
    if (middle === below || middle === above) break;
    if (f(middle) < target) below = middle;
    else above = middle;
  }
  return (below + above) / 2;
};
