import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readJson } from "../test/golden-cases";
import { ARCHITECTURE_IDS, resolveArchitecture } from "./architectures";
import { blockPasses } from "./block-passes";
import { solveComputeBudget } from "./compute-budget";
import { parseModelConfig } from "./config";
import { ConfigError } from "./errors";

type Row = [string, number, number, number, number, number, number, number];

describe("the compute budget", () => {
  it("is the reference's in every row of its table", () => {
    const { rows } = readJson("compute-budget.json") as { rows: Row[] };
    expect(rows).toHaveLength(1480);
    const ours = rows.map(([model, budget, H, L]): Row => {
      const solved = solveComputeBudget(resolveArchitecture(model), budget, {
        nOuterLoops: H,
        nInnerLoops: L,
      });
      const { nLayer, nOuterLoops, nInnerLoops, blockPasses } = solved;
      return [
        model,
        budget,
        H,
        L,
        nLayer,
        nOuterLoops,
        nInnerLoops,
        blockPasses,
      ];
    });
    expect(ours).toEqual(rows);
  });

  it("is spent whole, except by pairs from an odd one", () => {
    const loops = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(
        fc.constantFrom(...ARCHITECTURE_IDS),
        fc.integer({ min: 1, max: 300 }),
        loops,
        loops,
        (arch, budget, nInnerLoops, nOuterLoops) => {
          const loopsWanted = { nInnerLoops, nOuterLoops };
          const spent = solveComputeBudget(
            arch,
            budget,
            loopsWanted,
          ).blockPasses;
          const pairs = Math.max(2, budget - (budget % 2));
          expect(spent).toBe(arch === "dual-ut" ? pairs : budget);
        },
      ),
    );
  });

  const cases = ARCHITECTURE_IDS.flatMap((arch) =>
    ([1, 2] as const).map((streams) => ({ arch, streams })),
  );
  it.each(cases)(
    "holds for $arch with $streams streams: a model never exceeds it, nor wastes half",
    ({ arch, streams }) => {
      for (let budget = 2; budget <= 24; budget++) {
        const solved = solveComputeBudget(arch, budget, { streams });
        const { nLayer, nInnerLoops, nOuterLoops } = solved;
        const config = parseModelConfig({
          ...{ arch, streams, nLayer, nInnerLoops, nOuterLoops },
          ...{ vocabSize: 14, blockSize: 8, nEmbd: 8, nHead: 2 },
          gradient: "full",
        });
        expect(blockPasses(config)).toBe(solved.blockPasses);
        expect(blockPasses(config)).toBeLessThanOrEqual(budget);
        expect(blockPasses(config)).toBeGreaterThan(budget / 2);
      }
    },
  );

  it.each([0, -1, 1.5, Number.NaN, Infinity])("refuses %s", (budget) => {
    expect(() => solveComputeBudget("dense", budget)).toThrow(ConfigError);
    expect(() => solveComputeBudget("dense", budget)).toThrow(
      "the compute budget must be an integer of at least 1",
    );
  });
});
