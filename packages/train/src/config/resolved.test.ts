import { ARCHITECTURE_IDS, REFERENCE_IDS } from "@trm/models";
import { TASKS } from "@trm/tasks";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  parseTrainConfig,
  parseWrittenConfig,
  type TrainConfigInput,
} from "./config";

/** Configurations of all kinds; about half of them make a run. */
const configs: fc.Arbitrary<TrainConfigInput> = fc.record(
  {
    arch: fc.constantFrom(...ARCHITECTURE_IDS, ...REFERENCE_IDS.keys()),
    task: fc.constantFrom(...Object.keys(TASKS)),
    length: fc.integer({ min: 1, max: 40 }),
    budget: fc.integer({ min: 1, max: 64 }),
    model: fc.record(
      {
        nEmbd: fc.integer({ min: 1, max: 8 }).map((n) => 24 * n),
        nHead: fc.constantFrom(1, 2, 3, 4),
        dropout: fc.double({ min: 0, max: 0.99, noNaN: true }),
        ponderWeight: fc.constantFrom(0, -0, 0.01),
        nInnerLoops: fc.nat(3),
        halting: fc.constantFrom("none", "act", "q"),
        gradient: fc.constantFrom("full", "last-cycle", "last-k"),
        gradientPasses: fc.integer({ min: 1, max: 3 }),
        streams: fc.constantFrom(1, 2),
        supervision: fc.constantFrom("last", "every-step", "carried"),
      },
      { requiredKeys: [] },
    ),
    training: fc.record(
      {
        steps: fc.integer({ min: 1, max: 100 }),
        batchSize: fc.constantFrom(1, 4, 6, 64),
        learningRate: fc.double({ min: 1e-9, max: 1, noNaN: true }),
        schedule: fc.constantFrom("constant", "cosine"),
        warmupSteps: fc.nat(120),
        finalLearningRateRatio: fc.constantFrom(0, 0.1, 1),
        clipNorm: fc.constantFrom(1, 0.5, undefined),
        emaDecay: fc.constantFrom(0, 0.999),
        accumulationSteps: fc.constantFrom(1, 2, 4),
      },
      { requiredKeys: [] },
    ),
    checkpoint: fc.record(
      { everySteps: fc.constantFrom(2, 5), keepEverySteps: fc.constant(10) },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ["arch", "task"] },
);

describe("a resolved configuration", () => {
  it("written down and read again, or resolved again, is the same", () => {
    let runs = 0;
    fc.assert(
      fc.property(configs, (raw) => {
        let config;
        try {
          config = parseTrainConfig(raw);
        } catch {
          return;
        }
        runs += 1;
        const written = JSON.stringify(config);
        const read: unknown = JSON.parse(written);
        // Runs are compared by what is written of them.
        expect(JSON.stringify(parseTrainConfig(config))).toBe(written);
        expect(JSON.stringify(parseTrainConfig(read))).toBe(written);
        expect(JSON.stringify(parseWrittenConfig(read))).toBe(written);
      }),
      { numRuns: 500 },
    );
    expect(runs).toBeGreaterThan(50);
  });
});
