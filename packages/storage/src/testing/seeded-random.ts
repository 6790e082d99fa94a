/** @file Random numbers that a failing test can repeat. */

/**
 * Numbers from 0 up to 1, the same for the same seed.
 *
 * @param seed  an integer
 * @see mulberry32 by Tommy Ettinger, in the public domain
 */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};
