import type { StepMetrics } from "@trm/train";
import { describe, expect, it } from "vitest";
import { curveOf } from "./curve";

const stepOf = (step: number, loss: number, meanActSteps?: number) => ({
  ...{ step, loss, learningRate: 1, gradientNorm: 2 * loss },
  ...{ tokensPerSecond: 1, elapsedSeconds: 1 },
  ...(meanActSteps !== undefined && { meanActSteps }),
});

describe("the curve of a run", () => {
  it("has a point per evaluation with the means of the steps since the last", () => {
    const lines: (StepMetrics | Parameters<typeof curveOf>[0][number])[] = [
      stepOf(1, 3),
      stepOf(2, 1),
      { step: 2, evaluation: { charAcc: 0.123456, positionAcc: [1 / 3, 1] } },
      stepOf(3, 0.5),
      { step: 3, evaluation: { charAcc: 1 } },
      stepOf(4, 0.25),
    ];
    expect(curveOf(lines)).toEqual([
      {
        ...{ step: 2, loss: 2, gradientNorm: 4 },
        values: { charAcc: 0.1235, positionAcc: [0.3333, 1] },
      },
      { step: 3, loss: 0.5, gradientNorm: 1, values: { charAcc: 1 } },
    ]);
  });

  it("has the recurrence steps of the training where the model halts", () => {
    const lines = [
      ...[stepOf(1, 1, 2), stepOf(2, 1, 3)],
      { step: 2, evaluation: { meanActSteps: 4 } },
    ];
    expect(curveOf(lines)[0]).toMatchObject({
      meanActSteps: 2.5,
      values: { meanActSteps: 4 },
    });
  });
});
