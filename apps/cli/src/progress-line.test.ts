import { describe, expect, it } from "vitest";
import {
  fitLine,
  formatCount,
  formatDuration,
  liveLine,
  plainLine,
  wrapFacts,
} from "./progress-line";

const FACTS = {
  step: 12_345,
  steps: 50_000,
  loss: 1.23456,
  accuracy: 0.987,
  leftMs: 3_725_000,
  rate: 10.12,
  tokensPerSecond: 21_374,
  checkpoint: 12_000,
};

describe("a line of progress", () => {
  it("says everything in a log", () => {
    expect(plainLine(FACTS)).toBe(
      "step 12345/50000  loss 1.2346  accuracy 98.7 %  1h 02m left  10.1 steps/s  21.4k tokens/s  checkpoint 12000",
    );
  });

  it.each([
    [
      79,
      "step 12345/50000  loss 1.2346  accuracy 98.7 %  1h 02m left  10.1 steps/s",
    ],
    [59, "step 12345/50000  loss 1.2346  accuracy 98.7 %  1h 02m left"],
    [39, "12345/50000 loss 1.23 acc 98.7% 1h02m"],
    [36, "12345/50000 1.23 98.7% 1h02m"],
    [25, "12345/50000 1.23 98.7%"],
    [8, "12345/50"],
  ])("keeps what matters in %i columns", (columns, line) => {
    expect(liveLine(FACTS, columns)).toBe(line);
  });

  it.each([
    [{}, "99999/100000 0.123 12.3% 12h02m"],
    [{ label: "3/7 dual-ut" }, "3/7 99999/100000 0.123 12.3% 12h02m"],
    [
      { label: "10/12 trm", step: 123_456, steps: 1_000_000 },
      "10/12 123456/1000000 0.123 12.3% 12h02m",
    ],
    [
      { accuracy: undefined, doing: { what: "evaluating", forMs: 725_000 } },
      "99999/100000 0.123 evaluating 12m05s",
    ],
  ])("keeps the time left of a run of 100000 steps: %j", (more, line) => {
    const long = { loss: 0.1234, accuracy: 0.123, leftMs: 43_320_000 };
    const facts = { step: 99_999, steps: 100_000, ...long, ...more };
    expect(liveLine(facts, 39)).toBe(line);
  });

  it("says in 40 columns what is under way in place of the time left", () => {
    const doing = { what: "evaluating", forMs: 12_000 };
    expect(liveLine({ ...FACTS, accuracy: undefined, doing }, 39)).toBe(
      "12345/50000 loss 1.23 evaluating 12s",
    );
  });
});

describe("formatting", () => {
  it.each([
    [400, "0s"],
    [59_400, "59s"],
    [125_000, "2m 05s"],
    [3_725_000, "1h 02m"],
  ])("%i ms is %s", (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it.each([
    [0.123456, "0.123"],
    [12.34, "12.3"],
    [999.7, "1k"],
    [25344, "25.3k"],
    [999_600, "1M"],
    [123_456_789, "123M"],
  ])("%f is %s", (value, text) => {
    expect(formatCount(value)).toBe(text);
  });

  it("breaks a list of facts between them", () => {
    const facts = ["abc", "de", "f", "ghi"];
    expect(wrapFacts(facts, Infinity)).toBe("abc, de, f, ghi");
    expect(wrapFacts(facts, 8)).toBe("abc, de,\nf, ghi");
    expect(wrapFacts(facts, 2)).toBe("abc,\nde,\nf,\nghi");
  });

  it("leaves out what does not fit and cuts a first part that is too long", () => {
    expect(fitLine(["ab", "cdefgh", "ij"], 7)).toBe("ab  ij");
    expect(fitLine(["abcdef", "g"], 4)).toBe("abcd");
    expect(fitLine(["abcdef"], 4)).toBe("abcd");
  });
});
