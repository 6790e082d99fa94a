/** @file Seeded choices: the same number gives the same mutations on every machine. */

/** A stream of choices. */
export class Choices {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed, 0x9e3779b1) >>> 0;
  }

  /** An integer in [0, n), by mulberry32. */
  below(n: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * n);
  }

  /** One of a list. */
  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** Whether something happens that happens once in `n` times. */
  once(n: number): boolean {
    return this.below(n) === 0;
  }
}
