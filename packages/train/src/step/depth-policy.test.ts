import { parseModelConfig, type ModelConfig } from "@trm/models";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  candidateDepths,
  depthsToTry,
  initialDepth,
  rememberDepth,
  TRIAL_AFTER,
} from "./depth-policy";

const model = (arch: string, nLayer: number, more = {}): ModelConfig =>
  parseModelConfig({
    arch,
    nLayer,
    vocabSize: 14,
    blockSize: 8,
    nEmbd: 4,
    nHead: 2,
    ...more,
  });

/** Runs the policy on what each train step needs; gives the depths that were run. */
function runs(config: ModelConfig, needs: readonly number[]): number[][] {
  const depths = candidateDepths(config);
  let state = initialDepth(config);
  return needs.map((need) => {
    const all = depthsToTry(depths, state);
    const enough = all.findIndex((depth) => depth >= need);
    const ran = all.slice(0, enough < 0 ? all.length : enough + 1);
    state = rememberDepth(state, ran[0]!, ran.at(-1)!);
    return ran;
  });
}

describe("the depth policy", () => {
  it("has candidates that rise to the whole unroll", () => {
    expect(candidateDepths(model("ut", 1))).toEqual([1]);
    expect(candidateDepths(model("dual-ut", 12))).toEqual([2, 3, 4, 6, 8, 12]);
  });

  it("leaves a model that cannot stop early at the whole unroll", () => {
    expect(candidateDepths(model("dense", 12))).toEqual([12]);
    expect(candidateDepths(model("trm", 12, { fullCompute: true }))).toEqual([
      12,
    ]);
    expect(
      candidateDepths(model("ut", 12, { supervision: "every-step" })),
    ).toEqual([12]);
  });

  it("starts where a fresh halting head halts", () => {
    expect(initialDepth(model("ut", 12)).depth).toBe(3);
    expect(initialDepth(model("ut", 2)).depth).toBe(2);
    expect(initialDepth(model("trm", 12)).depth).toBe(12);
  });

  it("always ends a step at a depth that suffices", () => {
    const full = fc.integer({ min: 1, max: 30 });
    fc.assert(
      fc.property(full, fc.array(full), (n, needs) => {
        const possible = needs.map((need) => Math.min(need, n));
        runs(model("ut", n), possible).forEach((ran, i) =>
          expect(ran.at(-1)).toBeGreaterThanOrEqual(possible[i]!),
        );
      }),
    );
  });

  it("stays at the depth that sufficed, and tries a shallower one now and then", () => {
    const depths = runs(model("ut", 12), [
      4,
      7,
      ...Array<number>(2 * TRIAL_AFTER).fill(3),
    ]);
    expect(depths.slice(0, 2)).toEqual([
      [3, 4],
      [4, 6, 12],
    ]);
    expect(depths.slice(2, TRIAL_AFTER + 2)).toEqual(
      Array(TRIAL_AFTER).fill([12]),
    );
    expect(depths[TRIAL_AFTER + 2]).toEqual([8]);
  });

  it("pays for a failed trial once in a while only", () => {
    const ran = runs(model("ut", 12), Array<number>(10 * TRIAL_AFTER).fill(8));
    const reruns = ran.filter((depths) => depths.length > 1).length;
    expect(reruns).toBeLessThanOrEqual(11);
  });
});
