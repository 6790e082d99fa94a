/** @file Damage to files: what disks, networks and attackers do to bytes. */
import type { Choices } from "./random.ts";

type Damage = (bytes: Uint8Array, choices: Choices) => Uint8Array;

const LENGTHS = [0n, 1n, 7n, 255n, 2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 64n];

const place = (bytes: Uint8Array, choices: Choices): number => {
  // Most of what a reader believes stands at the beginning.
  const end = choices.once(2) ? Math.min(bytes.length, 256) : bytes.length;
  return choices.below(Math.max(end, 1));
};

const splice = (
  bytes: Uint8Array,
  at: number,
  removed: number,
  inserted: Uint8Array,
): Uint8Array =>
  new Uint8Array(
    Buffer.concat([
      bytes.subarray(0, at),
      inserted,
      bytes.subarray(at + removed),
    ]),
  );

const noise = (length: number, choices: Choices): Uint8Array =>
  Uint8Array.from({ length }, () => choices.below(256));

const DAMAGE: readonly Damage[] = [
  (bytes, choices) => bytes.slice(0, choices.below(bytes.length + 1)),
  (bytes, choices) => {
    const copy = bytes.slice();
    for (let n = choices.below(8); n >= 0; n--) {
      const at = place(copy, choices);
      copy[at] = (copy[at] ?? 0) ^ (1 << choices.below(8));
    }
    return copy;
  },
  (bytes, choices) => {
    const copy = bytes.slice();
    for (let n = choices.below(4); n >= 0; n--)
      copy[place(copy, choices)] = choices.of([0, 1, 0x7f, 0x80, 0xff, 0x22]);
    return copy;
  },
  (bytes, choices) =>
    splice(bytes, place(bytes, choices), choices.below(16), new Uint8Array(0)),
  (bytes, choices) =>
    splice(bytes, place(bytes, choices), 0, noise(choices.below(16), choices)),
  (bytes, choices) => {
    const [from, to] = [place(bytes, choices), place(bytes, choices)];
    return splice(bytes, to, 0, bytes.slice(from, from + choices.below(64)));
  },
  (bytes, choices) => {
    if (bytes.length < 8) return noise(12, choices);
    const copy = bytes.slice();
    const at = choices.once(2) ? 0 : choices.below(copy.length - 7);
    const value = choices.of(LENGTHS) - BigInt(choices.below(2));
    new DataView(copy.buffer).setBigUint64(at, BigInt.asUintN(64, value), true);
    return copy;
  },
];

/** The bytes with one to three kinds of damage. */
export const mutateBytes: Damage = (bytes, choices) => {
  let damaged = bytes;
  for (let n = choices.below(3); n >= 0; n--)
    damaged = choices.of(DAMAGE)(damaged, choices);
  return damaged;
};
