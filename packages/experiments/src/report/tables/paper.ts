/** @file The paper's numbers beside ours. */
import { boundsOf, isAccuracy } from "../../claims/metric";
import { sampleOf, valuesOf } from "../../claims/sample";
import { metricWords } from "../../claims/words";
import type { PaperNumber } from "../../suite/schema";
import { percent, short } from "../figures/format";
import type { SweepView } from "../sweep-view";
import type { Cell, Row, TableKind } from "../table";
import { INTERVAL_WORDS, meanCells, meanColumns, meanOf } from "./cell-column";

const wordsOf = (selector: PaperNumber["cell"], view: SweepView): string =>
  Object.entries(selector)
    .map(([axis, value]) => view.titleOf(axis, String(value)))
    .join(", ");

/** With its sign, but for what is shown as 0. */
const signed = (text: string): string => {
  if (Number(text) === 0) return text.replace("-", "");
  return text.startsWith("-") ? text : `+${text}`;
};

const rowOf = (number: PaperNumber, view: SweepView): Row => {
  const { cell, metric, value, note = "" } = number;
  const sample = sampleOf(view, cell, metric);
  const ours = meanOf(valuesOf(sample), boundsOf(metric));
  const isShare = isAccuracy(metric);
  const format = isShare ? percent : short;
  const unit = isShare ? " %" : "";
  const difference: Cell = ours
    ? {
        text: signed(format(ours.mean - value)),
        value: ours.mean - value,
      }
    : "";
  return {
    cells: [
      wordsOf(cell, view),
      metricWords(metric),
      { text: `${format(value)}${unit}`, value },
      ...meanCells(ours, format, unit),
      String(sample.seeds.length),
      difference,
      note,
    ],
  };
};

/** Ours against the paper's. */
export const PAPER: TableKind = {
  id: "paper",
  make: (view) => {
    const { paper } = view.plan.suite;
    if (paper.length === 0) return undefined;
    return {
      id: "paper",
      title: "The paper's numbers and ours",
      caption: `The paper's numbers are of one seed at its own scale, sampled at temperature 1 on examples of which those at the training length are training examples, and have no interval; ours are means over seeds at the scale of this sweep, decoded greedily on unseen prompts. ${INTERVAL_WORDS} A difference says nothing where the scales differ; the order of the rows may.`,
      columns: [
        { title: "cell", wide: true },
        { title: "metric" },
        { title: "paper", numeric: true },
        ...meanColumns("ours"),
        { title: "our seeds", numeric: true },
        { title: "difference, points", numeric: true, csv: ["difference"] },
        { title: "note", wide: true },
      ],
      rows: paper.map((number) => rowOf(number, view)),
    };
  },
};
