/** @file `npm run test:fuzz`: 100,000 damaged files, in one process. */
import { expect, it } from "vitest";
import { fuzzReaders } from "./fuzz-readers.ts";

const MINUTES = 60_000;

it(
  "100,000 damaged files are read or refused in a sentence, each in a second and within its own size",
  { timeout: 20 * MINUTES },
  async () => {
    const report = await fuzzReaders({ count: 100_000, seed: 1_000_000 });
    console.log(
      `${report.accepted} of ${report.attempts} were read; the slowest, ${report.slowest.attempt}, took ${Math.round(report.slowest.durationMs)} ms`,
    );
    expect(report.failures).toEqual([]);
  },
);
