import { describe, expect, it } from "vitest";
import type { Claim } from "../suite/schema";
import { judgeClaims } from "./judge-claims";
import { ACCURACY_CLAIM, DENSE } from "./testing/judge";
import { resultSweep } from "./testing/result-sweep";

describe("several claims that rest on a test", () => {
  const arch = (name: string, ...accuracies: (number | undefined)[]) => ({
    ...{ labels: { arch: name }, accuracies },
    examples: name,
  });
  const than = (name: string, by?: number): Claim => ({
    ...{
      ...ACCURACY_CLAIM,
      kind: "better",
      cell: DENSE,
      than: { arch: name },
      by,
    },
  });
  const reaches: Claim = {
    ...{ ...ACCURACY_CLAIM, kind: "reaches", cell: DENSE, value: 0.9 },
  };
  const cells = [
    arch("dense", 1, 1, 1),
    arch("trm", 0, 0, 0),
    arch("ut", 0.1, 0.12, 0.11),
  ];

  it("keep their verdicts, and say which would not stand after Holm's correction", () => {
    const claims = [than("trm"), reaches, than("ut")];
    const [flat, level, spread] = judgeClaims(resultSweep(cells, claims));
    expect(flat?.verdict).toBe("holds");
    // Three seeds a side: 1 in 20 to one side, and either was looked at.
    expect(flat?.p).toBeCloseTo(0.1, 12);
    expect(flat?.adjustedP).toBeCloseTo(0.1, 12);
    expect(spread?.adjustedP).toBeCloseTo(2 * spread!.p!, 12);
    expect(flat?.standsCorrected).toBe(false);
    expect(spread?.standsCorrected).toBe(true);
    expect(spread?.sentence).toMatch(
      / After Holm over 2 claims p [=<] [\d.]+\.$/,
    );
    expect(level).not.toHaveProperty("adjustedP");
    expect(level).not.toHaveProperty("standsCorrected");
    expect(level?.sentence).not.toContain("Holm");
  });

  it("count those that have no p as yet", () => {
    const cellsAndOne = [...cells, arch("iterative", 1, 1, undefined)];
    const claims = [than("trm"), than("iterative")];
    const [flat, open] = judgeClaims(resultSweep(cellsAndOne, claims));
    expect(flat?.verdict).toBe("holds");
    expect(flat?.adjustedP).toBeCloseTo(0.2, 12);
    expect(flat?.standsCorrected).toBe(false);
    expect(flat?.sentence).toContain(
      "After Holm over 2 claims p = 0.2: holds on its own, but not after correction for 2 claims.",
    );
    expect(open).not.toHaveProperty("adjustedP");
  });

  it("have the p of their own margin", () => {
    const [none, half] = judgeClaims(
      resultSweep(cells, [than("ut"), than("ut", 0.885)]),
    );
    expect(none?.p).toBeLessThan(0.001);
    expect(half?.p).toBeGreaterThan(0.05);
    expect(half?.verdict).toBe("undecided");
    expect(half?.adjustedP).toBeGreaterThan(0.05);
    expect(half?.standsCorrected).toBeUndefined();
  });

  it("are not corrected where there is one", () => {
    const [only] = judgeClaims(resultSweep(cells, [than("trm")]));
    expect(only?.p).toBeCloseTo(0.1, 12);
    expect(only).not.toHaveProperty("adjustedP");
  });
});
