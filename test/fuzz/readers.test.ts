/** @file A small share of `npm run test:fuzz`, in every run of the tests. */
import { expect, it } from "vitest";
import { fuzzReaders } from "./fuzz-readers.ts";

it("2,000 damaged files are read or refused in a sentence, fast and within their own size", async () => {
  const { failures, accepted } = await fuzzReaders({
    count: 2000,
    seed: 1,
  });
  expect(failures).toEqual([]);
  // Damage that nothing notices would test nothing; so would damage that no reader gets beyond.
  expect(accepted).toBeGreaterThan(50);
  expect(accepted).toBeLessThan(1000);
});
