import type { RecursionTrace } from "@trm/eval";
import { describe, expect, it } from "vitest";
import {
  formatTrace,
  TRACE_LEGEND,
  traceData,
  type TracedText,
} from "./trace-view";

const nested = {
  blocks: "shared",
  streams: 2,
  nInnerLoops: 1,
  nOuterLoops: 2,
} as const;

const character = (token: number): string => "0123456789|+=\n"[token] ?? "?";
const pass = (
  step: number,
  cycle: number,
  state: "h" | "y" | "z",
  tokens: number[],
  probability: number,
) => ({
  ...{ step, cycle, state, tokens },
  probabilities: tokens.map(() => probability),
});

const trace: RecursionTrace = {
  passes: [
    pass(1, 1, "z", [7, 7, 7], 0.1),
    pass(1, 1, "y", [1, 7, 7], 0.55),
    pass(2, 2, "y", [1, 2, 13], 1),
  ],
  output: { tokens: [1, 2, 13], probabilities: [0.99, 0.5, 0.09] },
  stepsUsed: [1, 2, 12],
};
const text: TracedText = {
  config: nested,
  read: ["1", "2", "|"],
  trace,
  character,
};

describe("formatTrace", () => {
  it("has a row per pass under what was read, tenths beside it, and points after halting", () => {
    expect(formatTrace(text)).toMatchInlineSnapshot(`
      "step    cycle  state  12|  confidence
      1       1      z      777  111
      1       1      y      177  555
      2       2      y      12↵  .99
      answer                12↵  950
      steps                 12c
      "
    `);
  });

  it("leaves out what does not tell passes apart", () => {
    const dense = { ...nested, blocks: "distinct", streams: 1 } as const;
    const { passes, output } = trace;
    const shown = formatTrace({
      ...text,
      config: dense,
      trace: { passes: passes.slice(0, 1), output },
    });
    expect(shown).toMatch(/^block {3}12\| +confidence\n1 +777 +111\nanswer/);
    expect(shown).not.toContain("steps");
  });

  it("fits 80 columns with its legend: long texts are cut into panels", () => {
    const long = Array.from({ length: 60 }, (_, i) => i % 10);
    const passes = [pass(10, 2, "y", long, 0.5)];
    const shown = formatTrace({
      ...text,
      read: long.map(character),
      trace: { passes, output: passes[0]!, stepsUsed: long },
    });
    const lines = [...shown.split("\n"), ...TRACE_LEGEND.split("\n")];
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(
      80,
    );
    expect(shown.match(/^step /gm)).toHaveLength(3);
    const answers = [...shown.matchAll(/^answer +(\d+) /gm)].map((m) => m[1]);
    expect(answers.join("")).toBe(long.join(""));
  });
});

describe("traceData", () => {
  it("has characters for tokens", () => {
    expect(traceData(text)).toMatchObject({
      read: ["1", "2", "|"],
      passes: [
        { step: 1, cycle: 1, state: "z", answers: ["7", "7", "7"] },
        { step: 1, cycle: 1, state: "y", answers: ["1", "7", "7"] },
        { step: 2, cycle: 2, state: "y", answers: ["1", "2", "\n"] },
      ],
      output: { answers: ["1", "2", "\n"], probabilities: [0.99, 0.5, 0.09] },
      stepsUsed: [1, 2, 12],
    });
  });
});
