import { evaluate, type Evaluation } from "@trm/eval";
import { addition, copy, type Task } from "@trm/tasks";
import { describe, expect, it } from "vitest";
import { formatEvaluations } from "./report";

/** An evaluation of a decoder that errs in the last character of every second answer. */
const evaluated = async (
  task: Task,
  length: number,
  actSteps?: number,
): Promise<Evaluation> =>
  evaluate({
    ...{ task, length, count: 40, batchSize: 40, seed: 1 },
    decoder: {
      decode: async ({ prompts }) => ({
        tokens: prompts.map((prompt, b) => {
          const { alphabet } = task;
          const answer = task.answer(alphabet.decode(prompt));
          return alphabet
            .encode(answer)
            .with(
              -1,
              b % 2 ? alphabet.endToken : alphabet.encode(answer).at(-1)!,
            );
        }),
        actSteps,
      }),
      release: async () => undefined,
    },
  });

describe("formatEvaluations", () => {
  it("has a row per length, then accuracy by position and by difficulty", async () => {
    const text = formatEvaluations([await evaluated(addition, 3)]);
    expect(text).toMatchInlineSnapshot(`
      "task      length  characters   interval  answers   interval
      addition       3      87.5 %  83.8–91.3   50.0 %  35.2–64.8

      Right characters by part of the answer, %
      length  first  quarter 1  quarter 2  quarter 3  quarter 4  last
           3  100.0      100.0      100.0      100.0       50.0  50.0

      Length 3, right characters by position of the answer, %
        100  100  100   50

      Length 3, right answers by longest carry chain, % (of so many)
         0: 50 (4)  1: 53 (17)  2: 45 (11)   3: 50 (8)
      "
    `);
  });

  it("has a row per length with the first and the last character and the quarters, where there are four characters", async () => {
    const text = formatEvaluations([
      await evaluated(copy, 2),
      await evaluated(copy, 9),
    ]);
    expect(text).toContain(`
Right characters by part of the answer, %
length  first  quarter 1  quarter 2  quarter 3  quarter 4  last
     2  100.0          -          -          -          -  50.0
     9  100.0      100.0      100.0      100.0       83.3  50.0

`);
  });

  it("shows the steps used where a model halts, and no difficulty where a task has none", async () => {
    const text = formatEvaluations([await evaluated(copy, 2, 1.5)]);
    expect(text).toMatch(/steps\ncopy .* 1\.50\n/);
    expect(text).not.toContain("answers by");
  });

  it("fits 80 columns at the paper's lengths", async () => {
    const lengths = [10, 50];
    const text = formatEvaluations(
      await Promise.all(lengths.map((n) => evaluated(addition, n, 12))),
    );
    for (const line of text.split("\n"))
      expect(line.length).toBeLessThanOrEqual(80);
  });
});
