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

/**
 * Bins of a power of two of steps, which double their width whenever the steps outgrow them: bin i holds the steps in
 * [i w, (i + 1) w). Every value is in one bin, and the result depends on the values alone, not on how many will come.
 */
export class CurveBins {
  // Arrays of numbers, not of objects: a long run has millions of values.
  readonly #from: Float64Array;
  readonly #to: Float64Array;
  readonly #count: Float64Array;
  readonly #sum: Float64Array;
  readonly #least: Float64Array;
  readonly #most: Float64Array;
  #width = 1;

  /** @param mostBins how many there are at most; at least 1 */
  constructor(readonly mostBins: number) {
    this.#from = new Float64Array(mostBins);
    this.#to = new Float64Array(mostBins);
    this.#count = new Float64Array(mostBins);
    this.#sum = new Float64Array(mostBins);
    this.#least = new Float64Array(mostBins);
    this.#most = new Float64Array(mostBins);
    this.#clear(0);
  }

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
    const i = Math.floor(step / this.#width);
    this.#from[i] = Math.min(this.#from[i]!, step);
    this.#to[i] = Math.max(this.#to[i]!, step);
    this.#count[i]! += 1;
    this.#sum[i]! += value;
    this.#least[i] = Math.min(this.#least[i]!, value);
    this.#most[i] = Math.max(this.#most[i]!, value);
  }

  /** Rising; bins without a value are left out. */
  points(): CurvePoint[] {
    return Array.from(this.#count, (count, i) => ({
      from: this.#from[i]!,
      to: this.#to[i]!,
      count,
      mean: this.#sum[i]! / count,
      least: this.#least[i]!,
      most: this.#most[i]!,
    })).filter(({ count }) => count > 0);
  }

  /** Empties the bins from one on. */
  #clear(first: number): void {
    this.#from.fill(Infinity, first);
    this.#to.fill(-Infinity, first);
    this.#count.fill(0, first);
    this.#sum.fill(0, first);
    this.#least.fill(Infinity, first);
    this.#most.fill(-Infinity, first);
  }

  /** Joins bins 2 i and 2 i + 1 to bin i; where their number is odd, the last stays alone. */
  #double(): void {
    const half = Math.ceil(this.mostBins / 2);
    for (let i = 0; i < half; i += 1) {
      const a = 2 * i;
      const b = Math.min(a + 1, this.mostBins - 1);
      const alone = a === b;
      this.#from[i] = Math.min(this.#from[a]!, this.#from[b]!);
      this.#to[i] = Math.max(this.#to[a]!, this.#to[b]!);
      this.#count[i] = this.#count[a]! + (alone ? 0 : this.#count[b]!);
      this.#sum[i] = this.#sum[a]! + (alone ? 0 : this.#sum[b]!);
      this.#least[i] = Math.min(this.#least[a]!, this.#least[b]!);
      this.#most[i] = Math.max(this.#most[a]!, this.#most[b]!);
    }
    this.#clear(half);
    this.#width *= 2;
  }
}
