/** @file Random numbers as pure functions of integers: no state, so no draw depends on another. */

const GOLDEN_RATIO = 0x9e3779b9; // 2^32 / golden ratio: keeps zeros from mixing to zero
const WORD = 2 ** 32;

/** MurmurHash3's finaliser: a bijection of 32-bit integers in which each input bit flips half of the output bits. */
const avalanche = (value: number): number => {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
};

/**
 * Mixes one 32-bit word into a hash.
 *
 * h ← avalanche((h + g) xor avalanche(word + g)), g = 2^32 / golden ratio
 *
 * @returns An integer in [0, 2^32).
 */
export const mixWord = (hash: number, word: number): number =>
  avalanche((hash + GOLDEN_RATIO) ^ avalanche(word + GOLDEN_RATIO)) >>> 0;

/**
 * Hashes integers; their order matters.
 *
 * @param keys - Safe integers, of which the low and the high word are mixed in.
 * @returns An integer in [0, 2^32).
 */
export const hashIntegers = (...keys: readonly number[]): number =>
  keys.reduce(
    (hash, key) => mixWord(mixWord(hash, key), Math.floor(key / WORD)),
    0,
  );

/**
 * A hash as a fraction that is neither 0 nor 1, so that its logarithms are finite.
 *
 *   (hash + 1/2) / 2^32
 *
 * @param hash An integer in [0, 2^32).
 */
export const openFraction = (hash: number): number => (hash + 0.5) / WORD;

/**
 * A uniform number in (0, 1) that depends on its keys alone.
 *
 * @param keys - Safe integers that name the draw, for instance (seed, example, position).
 */
export const uniform = (...keys: readonly number[]): number =>
  openFraction(hashIntegers(...keys));
