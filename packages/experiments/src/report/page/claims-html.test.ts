import { describe, expect, it } from "vitest";
import type { JudgedClaim } from "../../claims/judged-claim";
import { claimListHtml, tallyWords } from "./claims-html";

const judged = ({
  sentences = ["Short: 100.0 %."],
  ...more
}: Partial<JudgedClaim> = {}): JudgedClaim => ({
  claim: {
    ...{ id: "c", text: "It is better.", kind: "better", metric: "charAcc" },
    ...{ cell: { arch: "dense" }, than: { arch: "trm" } },
  },
  verdict: "holds",
  ...{ sentences, sentence: sentences.join(" ") },
  numbers: { means: [] },
  ...more,
});

const mean = (value: number) => ({
  ...{ n: 3, mean: value, clipped: false },
});

/** A long reason, as two cells' difference has it. */
const long = judged({
  sentences: [
    `87.7 % (95 % interval 62.8 to 100.0 %, 3 seeds) against ${"18.5 %, ".repeat(40)}.`,
    "After Holm over 14 claims p = 0.26.",
  ],
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
