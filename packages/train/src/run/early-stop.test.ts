import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { afterEvaluation, parseStoppedEarly } from "./early-stop";
import { decodeState, encodeState, type EarlyStopState } from "./state-file";

const EVERY = 10;

/** The step at which a run of these values ends, one per evaluation, counted on the whole history; Infinity: never. */
function endOf(
  values: readonly number[],
  { threshold, steps }: { threshold: number; steps: number },
): number {
  for (let last = 0; last < values.length; last += 1) {
    let first = last + 1;
    while (first > 0 && values[first - 1]! >= threshold) first -= 1;
    if (first <= last && (last - first) * EVERY >= steps)
      return (last + 1) * EVERY;
  }
  return Infinity;
}

describe("a run that may stop early", () => {
  it("ends at the first evaluation that and whose predecessors over so many steps have reached the threshold", () => {
    const value = fc.constantFrom(0.2, 0.5, 0.8, NaN, Infinity);
    fc.assert(
      fc.property(fc.array(value), fc.nat(40), (values, steps) => {
        const rule = { metric: "charAcc", threshold: 0.5, steps };
        let state: EarlyStopState | undefined;
        let end = Infinity;
        values.forEach((one, i) => {
          state = afterEvaluation(rule, state, (i + 1) * EVERY, one);
          if (state?.stopped) end = Math.min(end, (i + 1) * EVERY);
        });
        expect(end).toBe(endOf(values, rule));
      }),
    );
  });

  it("stays ended, whatever an evaluation that is repeated gives", () => {
    const rule = { metric: "charAcc", threshold: 0.5, steps: 0 };
    const stopped = afterEvaluation(rule, undefined, 10, 0.5);
    expect(stopped).toEqual({ since: 10, stopped: true });
    expect(afterEvaluation(rule, stopped, 10, 0.1)).toBe(stopped);
  });

  it("never ends by what was not measured", () => {
    const rule = { metric: "charAcc", threshold: -Infinity, steps: 0 };
    expect(afterEvaluation(rule, undefined, 10)).toBeUndefined();
  });

  it("has its state in state.json, where no other run has any", () => {
    const record = {
      ...{ step: 20, optimizerStep: 20, depth: { depth: 1, streak: 0 } },
      logs: { metrics: 9 },
    };
    const text = (earlyStop?: EarlyStopState) =>
      encodeState({ ...record, ...(earlyStop && { earlyStop }) });
    for (const earlyStop of [
      { since: 10 },
      { since: 10, stopped: true },
    ] as const)
      expect(decodeState(text(earlyStop))).toMatchObject({ earlyStop });
    expect(new TextDecoder().decode(text())).not.toContain("earlyStop");
    expect(decodeState(text())).toEqual({ formatVersion: 1, ...record });
  });

  it("is read from done.json as far as that says something", () => {
    const why = { metric: "charAcc", threshold: 0.5, since: 10 };
    expect(parseStoppedEarly(why)).toEqual(why);
    for (const value of [undefined, null, 7, {}, { ...why, since: -1 }])
      expect(parseStoppedEarly(value)).toBeUndefined();
  });
});
