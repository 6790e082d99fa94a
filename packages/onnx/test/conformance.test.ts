/** @file Every rule agrees with TF.js's cpu backend, forward and gradient, for both targets. */
import { beforeAll, describe, expect, it } from "vitest";
import type { HostTensor } from "../src/runtime";
import type { OnnxOptions } from "../src/check-options";
import { CASE_GROUPS } from "./tables";
import type { Case } from "./support/case";
import { difference } from "./support/compare";
import { feedsOf, resultsOf, together } from "./support/evaluate";
import { runOnCpu, runOnOnnxruntime } from "./support/run";

type Results = Record<string, HostTensor>;

/** float32 has 7 digits; the engines order sums and polynomials differently. */
const RTOL = 1e-5;
const ATOL = 2e-6;

const TARGETS: Readonly<Record<string, OnnxOptions>> = {
  "standard operators": { standardOnly: true },
  "onnxruntime's operators": { standardOnly: false },
  "the oldest operator set": { opset: 18, standardOnly: true },
};

/** All cases in one graph; when that fails, each on its own, so that the failure has a name. */
const runTogether = async (
  cases: readonly Case[],
  run: (cases: readonly Case[]) => Promise<Results>,
): Promise<(Results | Error)[]> => {
  try {
    const results = await run(cases);
    return cases.map((_, i) => resultsOf(i, results));
  } catch (error) {
    if (cases.length === 1) return [error as Error];
    const alone: (Results | Error)[] = [];
    for (const test of cases) alone.push(...(await runTogether([test], run)));
    return alone;
  }
};

describe.each(Object.entries(CASE_GROUPS))("%s", (_, cases) => {
  let expected: (Results | Error)[];
  beforeAll(async () => {
    expected = await runTogether(cases, (some) =>
      runOnCpu(together(some, "reference"), feedsOf(some)),
    );
  });

  describe.each(Object.entries(TARGETS))("with %s", (_, options) => {
    let actual: (Results | Error)[];
    beforeAll(async () => {
      actual = await runTogether(cases, (some) =>
        runOnOnnxruntime(together(some), feedsOf(some), options),
      );
    });

    it.each(cases.map((test, i) => [`${test.kernel} ${test.title}`, i]))(
      "%s",
      (_, i) => {
        const [ours, theirs] = [actual[i], expected[i]];
        if (ours instanceof Error) throw ours;
        if (theirs instanceof Error) throw theirs;
        const { rtol = RTOL, atol = ATOL } = cases[i]!;
        const differences = Object.entries(theirs!).flatMap(([name, value]) => {
          const found = difference(ours![name], value, { rtol, atol });
          return found === undefined ? [] : [`${name} ${found}`];
        });
        expect(differences).toEqual([]);
      },
    );
  });
});
