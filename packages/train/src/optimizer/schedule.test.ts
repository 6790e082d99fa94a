import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { learningRateAt, type Schedule } from "./schedule";

const schedules = fc
  .record({
    learningRate: fc.double({ min: 1e-6, max: 1, noNaN: true }),
    schedule: fc.constantFrom("constant" as const, "cosine" as const),
    steps: fc.integer({ min: 1, max: 2000 }),
    warmup: fc.double({ min: 0, max: 1, noNaN: true }),
    finalLearningRateRatio: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ warmup, ...rest }): Schedule => ({
    ...rest,
    warmupSteps: Math.floor(warmup * rest.steps),
  }));

const courseOf = (schedule: Schedule): number[] =>
  Array.from({ length: schedule.steps }, (_, i) =>
    learningRateAt(schedule, i + 1),
  );

/** Rounding of a product of three. */
const SLACK = 1 + 1e-12;

describe("learningRateAt", () => {
  it("rises to the highest rate at the last warm-up step, then never rises", () => {
    fc.assert(
      fc.property(schedules, (schedule) => {
        const { learningRate, warmupSteps } = schedule;
        const course = courseOf(schedule);
        const top = Math.max(0, warmupSteps - 1);
        course.forEach((rate, i) => {
          expect(rate).toBeGreaterThanOrEqual(0);
          expect(rate).toBeLessThanOrEqual(learningRate * SLACK);
          const before = course[i - 1];
          if (before === undefined) return;
          if (i <= top) expect(rate).toBeGreaterThan(before);
          else expect(rate).toBeLessThanOrEqual(before * SLACK);
        });
        if (warmupSteps > 0) expect(course[top]).toBe(learningRate);
      }),
    );
  });

  it("takes no step larger than the steepest of its ramp and its wave", () => {
    fc.assert(
      fc.property(schedules, (schedule) => {
        const { learningRate, warmupSteps, steps } = schedule;
        const ramp = warmupSteps > 0 ? 1 / warmupSteps : 0;
        const wave = Math.PI / 2 / Math.max(1, steps - warmupSteps);
        const most = learningRate * Math.max(ramp, wave) * (1 + 1e-9);
        courseOf(schedule).forEach((rate, i, course) => {
          if (i > 0) expect(Math.abs(rate - course[i - 1]!)).toBeLessThan(most);
        });
      }),
    );
  });

  it("a cosine ends at its ratio, a constant where it was", () => {
    fc.assert(
      fc.property(schedules, (schedule) => {
        const { learningRate, warmupSteps, steps } = schedule;
        const falls = schedule.schedule === "cosine" && warmupSteps < steps;
        const ratio = falls ? schedule.finalLearningRateRatio : 1;
        const last = learningRateAt(schedule, steps);
        expect(Math.abs(last - learningRate * ratio)).toBeLessThan(
          learningRate * 1e-12,
        );
      }),
    );
  });

  it("a cosine is half-way down half-way through", () => {
    const schedule: Schedule = {
      learningRate: 2,
      schedule: "cosine",
      warmupSteps: 10,
      steps: 110,
      finalLearningRateRatio: 0.5,
    };
    expect(learningRateAt(schedule, 60)).toBeCloseTo(1.5, 12);
    expect(learningRateAt(schedule, 1)).toBe(0.2);
  });

  it("a cosine without warm-up is on its way at the first step", () => {
    const schedule: Schedule = {
      learningRate: 1,
      schedule: "cosine",
      warmupSteps: 0,
      steps: 4,
      finalLearningRateRatio: 0,
    };
    // (1 + cos(k pi / 4)) / 2 for k = 1 to 4; PyTorch's CosineAnnealingLR has k = 0 to 3.
    const quarter = Math.SQRT1_2 / 2;
    const course = [0.5 + quarter, 0.5, 0.5 - quarter, 0];
    courseOf(schedule).forEach((rate, i) => {
      expect(rate).toBeCloseTo(course[i]!, 15);
    });
  });

  it("a constant without warm-up is one number, to the bit", () => {
    const schedule: Schedule = {
      learningRate: 3e-4,
      schedule: "constant",
      warmupSteps: 0,
      steps: 7,
      finalLearningRateRatio: 0,
    };
    expect(new Set(courseOf(schedule))).toEqual(new Set([3e-4]));
  });
});
