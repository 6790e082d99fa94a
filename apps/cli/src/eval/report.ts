/** @file An evaluation for people: tables with a row per length, then accuracy per position and per difficulty. */
import type { Evaluation } from "@trm/eval";
import {
  formatInterval,
  formatPercent,
  formatTable,
  type Column,
} from "../table";

/** Lines are no longer than this, characters. */
const WIDTH = 80;

const right = (
  title: string,
  cell: (evaluation: Evaluation) => string,
): Column<Evaluation> => ({ title, align: "right", cell });

const COLUMNS: readonly Column<Evaluation>[] = [
  { title: "task", cell: ({ task }) => task },
  right("length", ({ length }) => String(length)),
  right("characters", ({ metrics }) => formatPercent(metrics.charAcc)),
  right("interval", ({ intervals }) => formatInterval(intervals.charAcc)),
  right("answers", ({ metrics }) => formatPercent(metrics.seqAcc)),
  right("interval", ({ intervals }) => formatInterval(intervals.seqAcc)),
];

const STEPS = right(
  "steps",
  ({ meanActSteps }) => meanActSteps?.toFixed(2) ?? "-",
);

const percent = (fraction: number | undefined): string =>
  fraction === undefined ? "-" : (100 * fraction).toFixed(1);

/** The reference's other metrics. */
const PARTS: readonly Column<Evaluation>[] = [
  right("length", ({ length }) => String(length)),
  right("first", ({ metrics }) => percent(metrics.firstCharAcc)),
  ...([1, 2, 3, 4] as const).map((quarter) =>
    right(`quarter ${quarter}`, ({ metrics }) =>
      percent(metrics[`posQ${quarter}Acc`]),
    ),
  ),
  right("last", ({ metrics }) => percent(metrics.lastCharAcc)),
];

/** A heading, then cells under each other in lines of at most {@link WIDTH} characters. */
function wrap(heading: string, cells: readonly string[]): string {
  const width = Math.max(...cells.map((cell) => cell.length)) + 2;
  const perLine = Math.max(1, Math.floor(WIDTH / width));
  const lines = Array.from(
    { length: Math.ceil(cells.length / perLine) },
    (_, line) =>
      cells
        .slice(line * perLine, (line + 1) * perLine)
        .map((cell) => cell.padStart(width))
        .join(""),
  );
  return `\n${heading}\n${lines.join("\n")}\n`;
}

const whole = (fraction: number): string => (100 * fraction).toFixed(0);

function byPosition({ length, perPosition }: Evaluation): string {
  return wrap(
    `Length ${length}, right characters by position of the answer, %`,
    perPosition.map(({ accuracy }) => whole(accuracy)),
  );
}

function byDifficulty({ length, perDifficulty }: Evaluation): string {
  if (perDifficulty === undefined) return "";
  const { name, groups } = perDifficulty;
  return wrap(
    `Length ${length}, right answers by ${name}, % (of so many)`,
    groups.map(
      ({ difficulty, seqAcc, count }) =>
        `${difficulty}: ${whole(seqAcc)} (${count})`,
    ),
  );
}

/** All evaluations as text; lines end in "\n". */
export function formatEvaluations(evaluations: readonly Evaluation[]): string {
  const halts = evaluations.some(
    ({ meanActSteps }) => meanActSteps !== undefined,
  );
  const table = formatTable(halts ? [...COLUMNS, STEPS] : COLUMNS, evaluations);
  const details = evaluations.map(
    (evaluation) => byPosition(evaluation) + byDifficulty(evaluation),
  );
  const parts = formatTable(PARTS, evaluations);
  return `${table}\nRight characters by part of the answer, %\n${parts}${details.join("")}`;
}
