/** @file The one hash of this package: every random number and the split of every prompt come from it. */

/** Two unsigned 32-bit words. */
export type Words = readonly [number, number];

/** Rotation distances of Threefry-2x32, used cyclically, one per round. */
const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24] as const;
/** The constant that makes the third key word from the other two. */
const PARITY = 0x1bd11bda;
const ROUNDS = 20;

/**
 * Threefry-2x32 with 20 rounds: a keyed bijection of 64 bits.
 * Additions, rotations and exclusive ors of 32-bit integers only, so that every JavaScript engine gives the same words.
 *
 * round r: a ← a + b; b ← rotl(b, R[r mod 8]) xor a; after every fourth round the key words are added, rotated by one.
 *
 * @param key two 32-bit words
 * @param counter0 low 32-bit word of the counter
 * @param counter1 high 32-bit word of the counter
 * @returns two unsigned 32-bit words
 * @see Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011
 */
export function threefry(
  key: Words,
  counter0: number,
  counter1: number,
): Words {
  const keys = [key[0], key[1], PARITY ^ key[0] ^ key[1]] as const;
  let a = (counter0 + keys[0]) | 0;
  let b = (counter1 + keys[1]) | 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const distance = ROTATIONS[(round % 8) as 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7];
    a = (a + b) | 0;
    b = ((b << distance) | (b >>> (32 - distance))) ^ a;
    if (round % 4 === 3) {
      const injection = (round + 1) / 4;
      a = (a + keys[(injection % 3) as 0 | 1 | 2]) | 0;
      b = (b + keys[((injection + 1) % 3) as 0 | 1 | 2] + injection) | 0;
    }
  }
  return [a >>> 0, b >>> 0];
}

/** Derives a key from a key and a safe integer of 0 or more: threefry(key, low 32 bits, high 21 bits). */
export const foldInteger = (key: Words, value: number): Words =>
  threefry(key, value >>> 0, Math.floor(value / 2 ** 32));

/** Derives a key from a key and a text: its number of UTF-16 units first, then its units two at a time with their position. */
export function foldText(key: Words, text: string): Words {
  let words = foldInteger(key, text.length);
  for (let i = 0; i < text.length; i += 2) {
    const second = i + 1 < text.length ? text.charCodeAt(i + 1) : 0;
    words = threefry(words, text.charCodeAt(i) | (second << 16), i);
  }
  return words;
}
