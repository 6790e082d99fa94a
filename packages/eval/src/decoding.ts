/** @file From logits to a token. */
import { InvalidLogitsError } from "./errors";
import { hashIntegers, mixWord, openFraction } from "./random";

/** The place in a generated text for which a token is chosen. */
export interface DrawAddress {
  /** Seed of the whole evaluation. */
  readonly seed: number;
  /** Number of the example. */
  readonly index: number;
  /** Number of the new token, from 0. */
  readonly position: number;
}

/**
 * The likeliest token; the smallest of equals.
 *
 * @param logits [V] float32
 * @throws {InvalidLogitsError} when a logit is NaN, or all are -Infinity
 */
export const argmax = (logits: Float32Array): number => {
  let best = 0;
  let highest = -Infinity;
  for (let token = 0; token < logits.length; token++) {
    const logit = logits[token] ?? NaN;
    if (Number.isNaN(logit)) throw new InvalidLogitsError("one is NaN");
    if (logit > highest) [best, highest] = [token, logit];
  }
  if (highest === -Infinity) throw new InvalidLogitsError("all are -Infinity");
  return best;
};

/**
 * What sampling adds to the logits, so that the largest sum is a draw from softmax(logits / temperature) (Gumbel-max):
 *
 *   noise_v = temperature * g_v,  g_v = -log(-log(u_v)),  u_v uniform in (0, 1)
 *
 * @param target [V] float32, written to; u_v depends on the address and v alone
 * @param temperature 0 makes it all zeros, which is greedy
 * @see Gumbel 1954, "Statistical theory of extreme values"; Maddison et al. 2014, "A* sampling"
 */
export const fillNoise = (
  target: Float32Array,
  temperature: number,
  { seed, index, position }: DrawAddress,
): void => {
  if (temperature === 0) {
    target.fill(0);
    return;
  }
  const place = hashIntegers(seed, index, position);
  for (let token = 0; token < target.length; token++) {
    const u = openFraction(mixWord(place, token));
    target[token] = -temperature * Math.log(-Math.log(u));
  }
};

/**
 * Chooses the next token: the likeliest of logits + noise, added in float32 as the generation graph does.
 *
 * A pure function of the logits, the temperature and the address, whatever else is decoded.
 *
 * @param logits [V] float32
 * @param temperature 0 chooses the likeliest token
 * @throws {InvalidLogitsError} when a logit is NaN, or all are -Infinity
 */
export const chooseToken = (
  logits: Float32Array,
  temperature: number,
  address: DrawAddress,
): number => {
  if (temperature === 0) return argmax(logits);
  const sums = new Float32Array(logits.length);
  fillNoise(sums, temperature, address);
  for (let token = 0; token < sums.length; token++)
    sums[token] = sums[token]! + logits[token]!;
  return argmax(sums);
};
