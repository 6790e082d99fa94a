import { describe, expect, it } from "vitest";
import { judgeClaims } from "../../claims/judge-claims";
import {
  ACCURACY_CLAIM,
  DENSE,
  dense,
  judge,
  TRM,
  trm,
} from "../../claims/testing/judge";
import { resultSweep } from "../../claims/testing/result-sweep";
import type { Claim } from "../../suite/schema";
import { shortReason } from "./claim-reason";

const better: Claim = {
  ...{ ...ACCURACY_CLAIM, kind: "better", cell: DENSE, than: TRM },
};
const two = [dense(0.92, 0.95, 0.9), trm(0.5, 0.6, 0.55)];

/** Judges whether two factors interact where one of four cells is not solved. */
const interaction = (small: string, large: string) =>
  judge(
    [small, large].flatMap((scale) =>
      ["last", "full"].map((grad) => ({
        labels: { scale, grad },
        accuracies: Array<number>(3).fill(
          scale === small && grad === "last" ? 0.1 : 1,
        ),
      })),
    ),
    {
      ...{ ...ACCURACY_CLAIM, kind: "interaction", factors: ["scale", "grad"] },
      levels: [
        [small, large],
        ["last", "full"],
      ],
    },
  );

describe("the reason of a claim", () => {
  it("is whole where it is short", () => {
    const judged = judge(two, {
      ...{ ...ACCURACY_CLAIM, kind: "reaches", cell: DENSE, value: 0.5 },
    });
    expect(judged.sentence.length).toBeLessThan(240);
    expect(shortReason(judged)).toBe(judged.sentence);
  });

  it("is the interval of a difference and what qualifies it where it is long", () => {
    const claims = [{ ...better, by: 0.1 }, better] as const;
    const [judged] = judgeClaims(resultSweep(two, claims));
    expect(shortReason(judged!)).toBe(
      "92.3 % against 55.0 %: +37.3 percentage points (95 % interval 27.0 to 47.7, p = 0.0015, Welch, 3 and 3 seeds). The claim asks for more than +10.0 percentage points. After Holm over 2 claims p = 0.0037.",
    );
  });

  it("is in the judge's words where no interval over seeds decides", () => {
    const variant = (name: string) => ({
      variant: `the ${name} of two ${"very ".repeat(10)}long names`,
    });
    const [cell, than] = [variant("first"), variant("second")];
    const judged = judge(
      [
        { labels: cell, accuracies: [0.9], examples: "same" },
        { labels: than, accuracies: [0.2], examples: "same" },
      ],
      { ...ACCURACY_CLAIM, kind: "better", cell, than, minimumSeeds: 1 },
    );
    expect(judged.verdict).toBe("holds");
    expect(judged.sentence.length).toBeGreaterThan(240);
    expect(shortReason(judged)).toBe(judged.sentence);
  });

  it.each([
    ["small", "large"],
    ["small. New", "large. New"],
  ])(
    "of an interaction leaves out its four cells and no sentence else, also of %s and %s",
    (small, large) => {
      const judged = interaction(small, large);
      const [, cells] = judged.sentences;
      expect(cells).toMatch(
        /^small.*, last 10\.0 % .*; large.*, full 100\.0 %/,
      );
      expect(judged.sentences).toHaveLength(4);
      expect(shortReason(judged)).toBe(
        judged.sentences.filter((one) => one !== cells).join(" "),
      );
    },
  );

  it("says which seeds are still to come", () => {
    const cells = [dense(0.92, 0.95, 0.9, undefined), trm(0.5, 0.6, 0.55)];
    const reason = shortReason(judge(cells, better));
    expect(reason).toMatch(/^92.3 % against 55.0 %: /);
    expect(reason).toMatch(
      /Planned seeds without a result: 1 not yet done; nothing is decided without them\.$/,
    );
  });
});
