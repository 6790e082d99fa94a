import type { CompiledFunction } from "@trm/onnx/runtime";
import { describe, expect, it } from "vitest";
import type { PassShape } from "./answer-pass";
import { PassCache } from "./pass-cache";

const of = (batchSize: number, promptLength = 3, newTokens = 2): PassShape => ({
  batchSize,
  promptLength,
  newTokens,
});

/** A cache that logs what it compiles and releases, by batch size. */
const loggingCache = (capacity: number) => {
  const log: string[] = [];
  const compile = async (shape: PassShape): Promise<CompiledFunction> => {
    log.push(`compile ${shape.batchSize}`);
    return {
      run: async () => ({}),
      release: async () => void log.push(`release ${shape.batchSize}`),
    };
  };
  return { cache: new PassCache(compile, capacity), log };
};

describe("PassCache", () => {
  it("compiles a shape once", async () => {
    const { cache, log } = loggingCache(2);
    const first = await cache.get(of(8), 8);
    expect(await cache.get(of(8), 8)).toBe(first);
    expect(log).toEqual(["compile 8"]);
  });

  it("gives a wider pass up to the width allowed, never another length", async () => {
    const { cache, log } = loggingCache(9);
    const eight = await cache.get(of(8), 8);
    expect(await cache.get(of(4), 8)).toBe(eight);
    expect(await cache.get(of(4), 7)).not.toBe(eight);
    expect(await cache.get(of(9), 18)).not.toBe(eight);
    expect(await cache.get(of(8, 4), 8)).not.toBe(eight);
    expect(await cache.get(of(8, 3, 1), 8)).not.toBe(eight);
    expect(log).toHaveLength(5);
  });

  it("releases the one unused for longest beyond its capacity", async () => {
    const { cache, log } = loggingCache(2);
    await cache.get(of(1), 1);
    await cache.get(of(10), 10);
    await cache.get(of(1), 1);
    await cache.get(of(100), 100);
    expect(log).toEqual([
      "compile 1",
      "compile 10",
      "release 10",
      "compile 100",
    ]);
    await cache.release();
    expect(log.slice(4).sort()).toEqual(["release 1", "release 100"]);
  });
});
