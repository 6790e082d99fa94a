/** @file Tests the watch itself: buffers that are planted, one of each way to make them. */
import { Buffer as Imported } from "node:buffer";
import { afterEach, describe, expect, it } from "vitest";
import { watchAllocations, type AllocationWatch } from "./allocations.ts";
import { runFuzz } from "./run-fuzz.ts";

const BYTES = 65_536;

let watch: AllocationWatch | undefined;
afterEach(() => {
  watch?.stop();
  watch = undefined;
});

const bytes = new Uint8Array(BYTES);

const PLANTED: readonly (readonly [string, () => unknown])[] = [
  ["new ArrayBuffer", () => new ArrayBuffer(BYTES)],
  ["new SharedArrayBuffer", () => new SharedArrayBuffer(BYTES)],
  ["new Uint8Array", () => new Uint8Array(BYTES)],
  ["new Uint16Array", () => new Uint16Array(BYTES / 2)],
  ["new Float32Array", () => new Float32Array(BYTES / 4)],
  ["new BigUint64Array", () => new BigUint64Array(BYTES / 8)],
  ["a copying constructor", () => new Uint8Array(bytes)],
  ["TypedArray.from", () => Float64Array.from({ length: BYTES / 8 })],
  ["TypedArray.of", () => Uint8Array.of(...Array<number>(BYTES).fill(0))],
  ["TypedArray.slice", () => bytes.slice()],
  ["TypedArray.map", () => bytes.map((byte) => byte + 1)],
  ["TypedArray.filter", () => bytes.filter(() => true)],
  ["slice of what is in a view", () => new Float32Array(bytes.buffer).slice()],
  ["ArrayBuffer.slice", () => bytes.buffer.slice(0)],
  ["Buffer.alloc", () => Buffer.alloc(BYTES)],
  ["Buffer.allocUnsafe", () => Buffer.allocUnsafe(BYTES)],
  ["Buffer.allocUnsafeSlow", () => Buffer.allocUnsafeSlow(BYTES)],
  ["Buffer.from a text", () => Buffer.from("x".repeat(BYTES))],
  ["Buffer.from bytes", () => Buffer.from(bytes)],
  ["Buffer.concat", () => Buffer.concat([bytes])],
  ["an imported Buffer", () => Imported.alloc(BYTES)],
];

describe("the watch of allocations", () => {
  it.each(PLANTED)("sees %s", (_, allocate) => {
    watch = watchAllocations();
    watch.longest();
    allocate();
    expect(watch.longest()).toBe(BYTES);
    expect(watch.longest()).toBe(0);
    watch.stop();
    allocate();
    expect(watch.longest()).toBe(0);
  });

  it.each([
    ["a view", () => new Uint8Array(bytes.buffer)],
    ["a view as a Buffer", () => Buffer.from(bytes.buffer)],
    ["a part", () => bytes.subarray(1)],
  ])("does not take %s for a buffer", (_, look) => {
    watch = watchAllocations();
    watch.longest();
    look();
    expect(watch.longest()).toBe(0);
  });

  it.each(PLANTED)("makes the fuzz fail on a reader with %s", (_, allocate) => {
    watch = watchAllocations();
    const target = {
      ...{ name: "a careless reader", share: 1 },
      attempt: () => ({ size: BYTES - 1, read: () => void allocate() }),
    };
    const { failures } = runFuzz([target], watch, { count: 1, seed: 1 });
    expect(failures).toEqual([
      `a careless reader #1: reserved ${BYTES} bytes for ${BYTES - 1}`,
    ]);
  });
});
