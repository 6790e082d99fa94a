/** @file What is gained for what is spent. */

/** Something that costs and yields. */
export interface Bargain {
  readonly cost: number;
  readonly gain: number;
}

/**
 * Those that no other beats: none is at least as cheap and as good, and better in one of both.
 *
 * @returns by rising cost, and so by rising gain; of equals the first
 */
export const paretoFront = <T extends Bargain>(all: readonly T[]): T[] => {
  const byCost = [...all].sort((a, b) => a.cost - b.cost || b.gain - a.gain);
  const front: T[] = [];
  for (const one of byCost) {
    const best = front.at(-1);
    if (!best || one.gain > best.gain) front.push(one);
  }
  return front;
};
