/** @file Compiled functions that are made when they are first asked for. */
import type { CompiledFunction } from "@trm/onnx/runtime";

/** Functions kept compiled; each holds memory for all its activations. */
const MAX_COMPILED = 3;

/** Compiled functions by key; the least lately used makes room. */
export class CompiledFunctions<Key> {
  private readonly made = new Map<Key, CompiledFunction>();

  /** @param compile makes the function of a key */
  constructor(
    private readonly compile: (key: Key) => Promise<CompiledFunction>,
  ) {}

  async at(key: Key): Promise<CompiledFunction> {
    const known = this.made.get(key);
    if (known) {
      this.made.delete(key);
      this.made.set(key, known);
      return known;
    }
    for (const [unused, fn] of [...this.made].slice(0, 1 - MAX_COMPILED)) {
      this.made.delete(unused);
      await fn.release();
    }
    const compiled = await this.compile(key);
    this.made.set(key, compiled);
    return compiled;
  }

  async release(): Promise<void> {
    for (const compiled of this.made.values()) await compiled.release();
    this.made.clear();
  }
}
