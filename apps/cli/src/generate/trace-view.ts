/** @file A trace for people: a row per block pass, a column per position. */
import type { Prediction, RecursionTrace, TracedPass } from "@trm/eval";
import type { ModelConfig } from "@trm/models";
import { formatTable, type Column } from "../table";

/** What was traced. */
export interface TracedText {
  readonly config: Pick<
    ModelConfig,
    "blocks" | "streams" | "nInnerLoops" | "nOuterLoops"
  >;
  /** The characters that the model read, one per position. */
  readonly read: readonly string[];
  readonly trace: RecursionTrace;
  /** A token as a character. */
  readonly character: (token: number) => string;
}

/** What a reader of the view must know. */
export const TRACE_LEGEND = `Under each character read: what would be answered after it if that pass were
the last; beside it the probability in tenths, or . where the position had
halted; last row: steps used, with a for 10, b for 11.`;

/** One line of the view. */
interface Row {
  readonly step: string;
  readonly cycle: string;
  readonly state: string;
  /** One character per position. */
  readonly text: readonly string[];
  readonly confidence: readonly string[];
}

/** Positions side by side: twice so many, their labels and gaps make 80 columns. */
const PANEL = 28;
const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";

/** Control characters as a sign of their own. */
const visible = (character: string): string =>
  character === "\n" ? "↵" : character;

/** A probability in tenths, rounded down: 0 to 9. */
const tenths = (probability: number): string =>
  String(Math.min(9, Math.floor(10 * probability)));

/** A number of steps as one character: 0 to 9, then a for 10, b for 11, …; + beyond z. */
const oneDigit = (steps: number): string => DIGITS[Math.round(steps)] ?? "+";

const rowOf = (
  { tokens, probabilities }: Prediction,
  { character }: TracedText,
  isAsked: (position: number) => boolean,
): Pick<Row, "text" | "confidence"> => ({
  text: tokens.map((token) => visible(character(token))),
  confidence: probabilities.map((p, position) =>
    isAsked(position) ? tenths(p) : ".",
  ),
});

const passRow = (pass: TracedPass, text: TracedText): Row => {
  const { stepsUsed } = text.trace;
  const running = (t: number) => pass.step <= (stepsUsed?.[t] ?? Infinity);
  return {
    step: String(pass.step),
    cycle: String(pass.cycle),
    state: pass.state,
    ...rowOf(pass, text, running),
  };
};

const LABELLED = { cycle: "", state: "" };

const rowsOf = (text: TracedText): Row[] => {
  const { passes, output, stepsUsed } = text.trace;
  return [
    ...passes.map((pass) => passRow(pass, text)),
    { ...LABELLED, step: "answer", ...rowOf(output, text, () => true) },
    ...(stepsUsed === undefined
      ? []
      : [
          {
            ...LABELLED,
            step: "steps",
            text: stepsUsed.map(oneDigit),
            confidence: [],
          },
        ]),
  ];
};

/** The columns that tell passes apart: a cycle only where a step has several, a state only where there are two. */
const columnsOf = (
  { config, read }: TracedText,
  start: number,
): readonly Column<Row>[] => {
  const cut = (characters: readonly string[]) =>
    characters.slice(start, start + PANEL).join("");
  const cycles = config.nOuterLoops > 1 && config.streams === 2;
  return [
    {
      title: config.blocks === "distinct" ? "block" : "step",
      cell: ({ step }) => step,
    },
    ...(cycles ? [{ title: "cycle", cell: ({ cycle }: Row) => cycle }] : []),
    ...(config.streams === 2
      ? [{ title: "state", cell: ({ state }: Row) => state }]
      : []),
    { title: cut(read.map(visible)), cell: ({ text }) => cut(text) },
    { title: "confidence", cell: ({ confidence }) => cut(confidence) },
  ];
};

/**
 * Draws a trace: under every character that was read, what each block pass would answer after it; beside that, the
 * probability in tenths, or a point where the position has halted in an earlier step.
 *
 * Long texts are cut into panels below each other.
 */
export function formatTrace(text: TracedText): string {
  const panels = Math.ceil(text.read.length / PANEL);
  return Array.from({ length: panels }, (_, panel) =>
    formatTable(columnsOf(text, panel * PANEL), rowsOf(text)),
  ).join("\n");
}

/** A trace as data: characters for tokens. */
export function traceData({ read, trace, character }: TracedText) {
  const { passes, output, stepsUsed } = trace;
  const named = ({ tokens, probabilities }: Prediction) => ({
    answers: tokens.map(character),
    probabilities,
  });
  return {
    read,
    passes: passes.map(({ step, cycle, state, ...prediction }) => ({
      ...{ step, cycle, state },
      ...named(prediction),
    })),
    output: named(output),
    stepsUsed,
  };
}
