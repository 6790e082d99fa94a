/** @file The 32-bit mixing function under the dropout mask. */

/** The finalizer of MurmurHash3: every input bit changes every output bit with probability near 1/2. Unsigned. */
export const finalizerHash = (word: number): number => {
  let hash = word;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};
