import { describe, expect, it } from "vitest";
import type { JudgedClaim } from "../../claims/judged-claim";
import { claimListHtml, tallyWords } from "./claims-html";
import { shortReason } from "./claim-reason";

const LONG_PART = `87.7 % (95 % interval 62.8 to 100.0 %, 3 seeds) against ${"18.5 %, ".repeat(40)}.`;

const judged = (more: Partial<JudgedClaim> = {}): JudgedClaim => ({
  claim: {
    ...{ id: "c", text: "It is better.", kind: "better", metric: "charAcc" },
    ...{ cell: { arch: "dense" }, than: { arch: "trm" } },
  },
  verdict: "holds",
  sentence: "Short: 100.0 %.",
  numbers: { means: [] },
  ...more,
});

const mean = (value: number) => ({
  ...{ n: 3, mean: value, clipped: false },
});

/** A long reason, as two cells' difference has it. */
const long = judged({
  sentence: `${LONG_PART} After Holm over 14 claims p = 0.26: holds on its own, but not after correction for 14 claims.`,
  standsCorrected: false,
  numbers: {
    means: [mean(0.877), mean(0.185)],
    difference: {
      ...{ method: "paired", n: [3, 3], difference: 0.692 },
      ...{ low: 0.448, high: 0.937, p: 0.0067, df: 2 },
      ...{ clipped: false, degenerate: false },
    },
  },
});

describe("the tally of claims", () => {
  it("counts verdicts, and says how many a correction takes back", () => {
    const verdicts = [
      ...[judged(), judged(), long],
      ...[judged({ verdict: "undecided" })],
    ];
    expect(tallyWords(verdicts)).toBe(
      "3 hold (1 not after correction), 1 undecided",
    );
    expect(tallyWords([judged()])).toBe("1 holds");
  });
});

describe("the reason of a claim", () => {
  it("is whole where it is short", () => {
    expect(shortReason(judged())).toBe("Short: 100.0 %.");
  });

  it("is its decisive numbers and what qualifies them where it is long", () => {
    expect(shortReason(long)).toBe(
      "87.7 % against 18.5 %: +69.2 percentage points (95 % interval 44.8 to 93.7, p = 0.0067, paired t, 3 pairs of the same seed and examples). After Holm over 14 claims p = 0.26: holds on its own, but not after correction for 14 claims.",
    );
  });

  it("begins with its first sentence where no difference decides", () => {
    const sentence = `Interaction: +3.0 percentage points. ${LONG_PART} After Holm p = 1.`;
    expect(shortReason(judged({ sentence }))).toBe(
      "Interaction: +3.0 percentage points. After Holm p = 1.",
    );
  });
});

describe("the list of claims", () => {
  const { html } = claimListHtml([judged(), long], ({ id }) => ({
    href: `sweep.html#${id}`,
  }));

  it("folds what is long, whole, and nothing else", () => {
    expect(html.match(/<details>/g)).toHaveLength(1);
    expect(html).toContain(`<p>${long.sentence}</p>`);
  });

  it("leads to their place, and marks verdicts that do not stand", () => {
    expect(html).toContain('<a href="sweep.html#c">It is better.</a>');
    expect(html.match(/class="mark"/g)).toHaveLength(1);
  });
});
