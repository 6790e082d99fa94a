/** @file The few compiled passes that a decoder keeps. */
import type { CompiledFunction } from "@trm/onnx/runtime";
import type { PassShape } from "./answer-pass";

/** A compiled pass and the shapes it was compiled for. */
export interface CompiledPass {
  readonly shape: PassShape;
  readonly compiled: CompiledFunction;
}

/** Owns compiled passes: at most `capacity`, of which the one unused for longest goes first. */
export class PassCache {
  readonly #compile: (shape: PassShape) => Promise<CompiledFunction>;
  readonly #capacity: number;
  /** Least recently used first. */
  #passes: CompiledPass[] = [];

  constructor(
    compile: (shape: PassShape) => Promise<CompiledFunction>,
    capacity: number,
  ) {
    this.#compile = compile;
    this.#capacity = capacity;
  }

  /**
   * A pass for these lengths, compiled unless one is kept that fits.
   *
   * @param widest - A kept pass for up to so many sequences fits; as many as `shape` says: no padding.
   */
  async get(shape: PassShape, widest: number): Promise<CompiledPass> {
    const kept = this.#find(shape, widest);
    if (kept) {
      this.#passes = [...this.#passes.filter((p) => p !== kept), kept];
      return kept;
    }
    while (this.#passes.length >= this.#capacity)
      await this.#passes.shift()?.compiled.release();
    const pass = { shape, compiled: await this.#compile(shape) };
    this.#passes.push(pass);
    return pass;
  }

  /** The narrowest kept pass that fits. */
  #find({ batchSize, promptLength, newTokens }: PassShape, widest: number) {
    return this.#passes
      .filter(
        ({ shape }) =>
          shape.promptLength === promptLength &&
          shape.newTokens === newTokens &&
          shape.batchSize >= batchSize &&
          shape.batchSize <= widest,
      )
      .sort((a, b) => a.shape.batchSize - b.shape.batchSize)[0];
  }

  /** Frees all passes. */
  async release(): Promise<void> {
    const passes = this.#passes;
    this.#passes = [];
    await Promise.all(passes.map(({ compiled }) => compiled.release()));
  }
}
