/** @file A curve of any length as a few points: means over stretches of equal width. */

/** What was measured over a stretch of steps. */
export interface CurvePoint {
  /** first step that was measured in it */
  readonly from: number;
  /** last step that was measured in it */
  readonly to: number;
  /** how many values there were */
  readonly count: number;
  readonly mean: number;
  readonly least: number;
  readonly most: number;
}

interface Bin {
  from: number;
  to: number;
  count: number;
  sum: number;
  least: number;
  most: number;
}

const joined = (a: Bin, b: Bin): Bin => ({
  from: Math.min(a.from, b.from),
  to: Math.max(a.to, b.to),
  count: a.count + b.count,
  sum: a.sum + b.sum,
  least: Math.min(a.least, b.least),
  most: Math.max(a.most, b.most),
});

/**
 * Bins of a power of two of steps, which double their width whenever the steps outgrow them: bin i holds the steps in
 * [i w, (i + 1) w). Every value is in one bin, and the result depends on the values alone, not on how many will come.
 */
export class CurveBins {
  #bins = new Map<number, Bin>();
  #width = 1;

  /** @param mostBins how many there are at most; at least 1 */
  constructor(readonly mostBins: number) {}

  /** Steps that a bin is wide. */
  get width(): number {
    return this.#width;
  }

  /**
   * @param step a safe integer of at least 0
   * @param value finite
   */
  add(step: number, value: number): void {
    while (Math.floor(step / this.#width) >= this.mostBins) this.#double();
    const one = {
      ...{ from: step, to: step, count: 1 },
      ...{ sum: value, least: value, most: value },
    };
    this.#put(Math.floor(step / this.#width), one);
  }

  /** Rising; bins without a value are left out. */
  points(): CurvePoint[] {
    return [...this.#bins]
      .sort(([a], [b]) => a - b)
      .map(([, { sum, ...bin }]) => ({ ...bin, mean: sum / bin.count }));
  }

  #put(index: number, bin: Bin): void {
    const there = this.#bins.get(index);
    this.#bins.set(index, there ? joined(there, bin) : bin);
  }

  #double(): void {
    const narrow = this.#bins;
    this.#bins = new Map();
    this.#width *= 2;
    for (const [index, bin] of narrow) this.#put(Math.floor(index / 2), bin);
  }
}
