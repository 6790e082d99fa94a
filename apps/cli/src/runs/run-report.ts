/** @file What `trm runs show` says of a run. */
import type { CurvePoint, RunCurves, RunDetails } from "@trm/train";
import { formatPercent } from "../table";
import { plotCurve, rangeOf, type PlotPoint } from "./plot";
import { printable } from "./printable";
import { accuracyOf } from "./run-table";

/** Lines of a drawing; fewer on narrow terminals, where it would be a tower. */
const ROWS = { wide: 8, narrow: 6 };
const NARROW_COLUMNS = 60;

/** Four significant digits, and powers of ten only for what is far from 1: 0.01234, 1.235e-7. */
const formatLoss = (value: number): string => {
  const text = value.toPrecision(4);
  return text.includes("e") ? text : String(Number(text));
};

/** Breaks words that are too many for a line; what goes on is indented. */
function wrap(text: string, columns: number): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    const longer = line === "" ? word : `${line} ${word}`;
    if (line.trim() === "" || longer.length <= columns)
      lines[lines.length - 1] = longer;
    else lines.push(`  ${word}`);
  }
  return lines.map((line) => `${line}\n`).join("");
}

const valueText = (value: unknown): string =>
  printable(typeof value === "string" ? value : JSON.stringify(value));

function progressOf(run: RunDetails): string {
  const { state, step, steps, holder, config, stoppedEarly } = run;
  const what = `${config.arch} on ${printable(config.task)}, length ${config.length}`;
  if (state === "imported") return `${what}: imported weights`;
  const by =
    holder === undefined
      ? ""
      : ` (process ${holder.pid} on ${printable(holder.host)})`;
  const why =
    stoppedEarly === undefined
      ? ""
      : ` early (${printable(stoppedEarly.metric)} at least ${stoppedEarly.threshold} since step ${stoppedEarly.since})`;
  return `${what}: step ${step} of ${steps}, ${state}${why}${by}`;
}

function resultsOf(run: RunDetails): string[] {
  const { loss, evaluation, config } = run;
  const accuracy = accuracyOf(run);
  const parts = [
    ...(loss === undefined ? [] : [`loss ${formatLoss(loss)} nats`]),
    ...(accuracy === undefined
      ? []
      : [
          `${printable(config.checkpoint.best)} ${formatPercent(accuracy)} at step ${evaluation?.step}`,
        ]),
  ];
  return parts.length > 0 ? [parts.join(", ")] : [];
}

function checkpointsOf({ checkpoints }: RunDetails): string {
  const words = checkpoints.map(({ step, last, best, damaged }) => {
    const marks = [
      ...(last ? ["last"] : []),
      ...(best ? ["best"] : []),
      ...(damaged === undefined ? [] : [`damaged: ${printable(damaged)}`]),
    ];
    return marks.length > 0 ? `${step} (${marks.join(", ")})` : String(step);
  });
  return `checkpoints: ${words.join(", ") || "none"}`;
}

function originOf({ environment, createdAt, sessions }: RunDetails): string[] {
  const { versions, hardware } = environment ?? {};
  const parts = [
    ...(createdAt === undefined ? [] : [createdAt.slice(0, 10)]),
    ...(versions
      ? [`@trm/train ${versions["@trm/train"]}`, `node ${versions.node}`]
      : []),
    ...(hardware ? [hardware.engine, hardware.cpu] : []),
  ];
  return [
    ...(parts.length > 0 ? [`started: ${printable(parts.join(", "))}`] : []),
    ...(sessions.length > 1 ? [`sessions: ${sessions.length}`] : []),
  ];
}

function chosenOf({ chosen }: RunDetails): string {
  const words = chosen.map(({ key, value }) => `${key} ${valueText(value)}`);
  return `not the defaults: ${words.join(", ") || "nothing"}`;
}

/**
 * A run in words.
 *
 * @param columns characters of a line
 */
export const formatDetails = (run: RunDetails, columns: number): string =>
  [
    printable(run.name),
    progressOf(run),
    ...resultsOf(run),
    chosenOf(run),
    checkpointsOf(run),
    ...originOf(run),
  ]
    .map((line) => wrap(line, columns))
    .join("");

const pointsOf = (curve: readonly CurvePoint[]): PlotPoint[] =>
  curve.map(({ from, to, mean }) => ({ step: (from + to) / 2, value: mean }));

/**
 * The curves of a run: its loss, and the accuracy by which its best checkpoint is chosen.
 *
 * @param columns characters of a line
 */
export function formatCurves(
  { config }: Pick<RunDetails, "config">,
  curves: RunCurves,
  columns: number,
): string {
  const rows = columns < NARROW_COLUMNS ? ROWS.narrow : ROWS.wide;
  const { best } = config.checkpoint;
  const losses = curves.get("train/loss") ?? [];
  const accuracies = curves.get(`eval/${best}`) ?? [];
  // Something else than a fraction may have been named as the best.
  const isFraction = accuracies.every(
    ({ least, most }) => least >= 0 && most <= 1,
  );
  // Below one another they are read together.
  const both = [...losses, ...accuracies];
  const steps = rangeOf(both.flatMap(({ from, to }) => [from, to]));
  const loss = plotCurve(pointsOf(losses), {
    ...{ title: "loss, nats", columns, rows, steps, format: formatLoss },
  });
  const accuracy = plotCurve(pointsOf(accuracies), {
    ...{ title: printable(best), columns, rows, steps },
    ...(isFraction
      ? { range: [0, 1], format: (value) => formatPercent(value, 0) }
      : { format: formatLoss }),
  });
  return `${loss}\n${accuracy}`;
}
