/** @file From logits to a token. */
import { InvalidLogitsError } from "./errors";
import { uniform } from "./random";

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
    if (Number.isNaN(logit)) throw new InvalidLogitsError(logit);
    if (logit > highest) [best, highest] = [token, logit];
  }
  if (highest === -Infinity) throw new InvalidLogitsError(highest);
  return best;
};

/**
 * A token drawn from softmax(logits / temperature).
 *
 * The first token whose cumulative probability exceeds u.
 *
 * @param logits [V] float32
 * @param temperature above 0; 1 is the model's own distribution
 * @param u uniform in [0, 1)
 * @throws {InvalidLogitsError} when a logit is NaN, or all are -Infinity
 */
export const sampleToken = (
  logits: Float32Array,
  temperature: number,
  u: number,
): number => {
  const likeliest = argmax(logits);
  const highest = logits[likeliest] ?? 0;
  if (highest === Infinity) return likeliest;
  const weight = (token: number): number =>
    Math.exp(((logits[token] ?? -Infinity) - highest) / temperature);
  let total = 0;
  for (let token = 0; token < logits.length; token++) total += weight(token);
  let rest = u * total;
  for (let token = 0; token < logits.length; token++) {
    rest -= weight(token);
    if (rest < 0) return token;
  }
  // Rounding left a sliver beyond the last token.
  return likeliest;
};

/**
 * Chooses the next token: a pure function of the logits, the temperature and the address, whatever else is decoded.
 *
 * @param logits [V] float32
 * @param temperature 0 chooses the likeliest token
 */
export const chooseToken = (
  logits: Float32Array,
  temperature: number,
  { seed, index, position }: DrawAddress,
): number =>
  temperature === 0
    ? argmax(logits)
    : sampleToken(logits, temperature, uniform(seed, index, position));
