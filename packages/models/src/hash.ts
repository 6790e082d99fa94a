/** @file The one source of randomness: integer hashes, the same bits in every engine. */

/** 2^32 / golden ratio, odd: multiples of it are spread evenly over 32 bits. */
const GOLDEN = 0x9e3779b9;

/**
 * The finalizer of MurmurHash3: a bijection on 32 bits in which every input bit changes half of the output bits.
 *
 * @returns an unsigned 32-bit integer
 */
export const fmix32 = (value: number): number => {
  let x = value;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
};

/** A key derived from a key and a number, unsigned 32 bits: fmix32(key + n 0x9E3779B9). */
export const subkey = (key: number, n: number): number =>
  fmix32((key + Math.imul(n, GOLDEN)) | 0);
