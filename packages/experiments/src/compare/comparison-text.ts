/** @file A comparison of sweeps as people read it. */
import {
  differenceWords,
  meanWords,
  metricWords,
  pWords,
  selectorWords,
} from "../claims/words";
import type {
  CellComparison,
  LoneRun,
  MetricComparison,
  SweepComparison,
} from "./compare-sweeps";

/** A table of words: one row of headings, then one row per cell and metric. */
export interface ComparisonTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const cellWords = ({
  block,
  labels,
}: Pick<CellComparison, "block" | "labels">): string =>
  selectorWords({ block, ...labels });

/** What is said of a change, after the correction. */
const verdictWords = ({
  p,
  corrected,
  beyondNoise,
  tooFew,
  change,
}: MetricComparison): string => {
  if (p === undefined || corrected === undefined) return "one seed: no test";
  if (change.difference === 0 && change.degenerate) return "the same";
  if (tooFew) return `too few seeds to tell, ${pWords(corrected)}`;
  return `${beyondNoise ? "beyond noise" : "within noise"}, ${pWords(corrected)}`;
};

const metricRow = (
  cell: CellComparison,
  comparison: MetricComparison,
): string[] => {
  const { metric, a, b, change } = comparison;
  return [
    cellWords(cell),
    metricWords(metric),
    meanWords(a, metric),
    meanWords(b, metric),
    differenceWords(change.difference, metric),
    verdictWords(comparison),
  ];
};

/** One row per cell and metric. */
export const comparisonTable = (
  comparison: SweepComparison,
): ComparisonTable => ({
  columns: [
    "cell",
    "metric",
    `A: ${comparison.a.name}`,
    `B: ${comparison.b.name}`,
    "B - A",
    "after Holm",
  ],
  rows: comparison.cells.flatMap((cell) =>
    cell.metrics.map((metric) => metricRow(cell, metric)),
  ),
});

const loneSentence = (name: string, runs: readonly LoneRun[]): string[] =>
  runs.length === 0
    ? []
    : [
        `Results that only ${name} has: ${runs.map((run) => `${cellWords(run)}, seed ${run.seed}`).join("; ")}.`,
      ];

const valueText = (value: unknown): string =>
  value === undefined ? "nothing" : JSON.stringify(value);

/** Every changed setting once, with the cells that have it. */
const changeSentences = ({ cells }: SweepComparison): string[] => {
  const found = new Map<string, string[]>();
  for (const cell of cells)
    for (const { key, a, b } of cell.changes) {
      const change = `${key} is ${valueText(a)} in A and ${valueText(b)} in B`;
      found.set(change, [...(found.get(change) ?? []), cellWords(cell)]);
    }
  return [...found].map(([change, where]) =>
    where.length === cells.length
      ? `${change}, in every cell.`
      : `${change}, in ${where.join("; ")}.`,
  );
};

/** The comparison in sentences: how many changes are beyond noise, what only one has, what is configured otherwise. */
export const comparisonSentences = (comparison: SweepComparison): string[] => {
  const { a, b, cells, onlyA, onlyB } = comparison;
  const metrics = cells.flatMap((cell) => cell.metrics);
  const tooFew = metrics.filter((metric) => metric.tooFew).length;
  const tested = metrics.filter(({ p }) => p !== undefined).length - tooFew;
  const beyond = metrics.filter(({ beyondNoise }) => beyondNoise).length;
  const untested = metrics.length - tested - tooFew;
  const same = cells.reduce((sum, { sameRuns }) => sum + sameRuns, 0);
  return [
    `Beyond the noise of the seeds: ${beyond} of ${tested} tested differences (Welch's test, or the exact permutation test where there is no spread, at 5 % after Holm's correction).`,
    ...(tooFew > 0
      ? [
          `Too few seeds to tell, although all seeds of a side agree and the sides do not: ${tooFew}.`,
        ]
      : []),
    ...(untested > 0
      ? [`Not tested, because a side has one seed: ${untested}.`]
      : []),
    ...(cells.length === 0
      ? ["The sweeps have no cell of the same block and labels."]
      : []),
    ...(same > 0
      ? [`The same run in both, with the same configuration and code: ${same}.`]
      : []),
    ...(a.codeVersion === b.codeVersion
      ? []
      : [`The code differs: ${a.codeVersion} in A, ${b.codeVersion} in B.`]),
    ...changeSentences(comparison),
    ...loneSentence("A", onlyA),
    ...loneSentence("B", onlyB),
  ];
};

/** The table in aligned columns, then the sentences: what a terminal shows. */
export const comparisonText = (comparison: SweepComparison): string => {
  const { columns, rows } = comparisonTable(comparison);
  const lines = [columns, ...rows];
  const widths = columns.map((_, i) =>
    Math.max(...lines.map((line) => line[i]!.length)),
  );
  const table = lines.map((line) =>
    line
      .map((text, i) => text.padEnd(widths[i]!))
      .join("  ")
      .trimEnd(),
  );
  return [...table, "", ...comparisonSentences(comparison), ""].join("\n");
};

const markdownLine = (cells: readonly string[]): string =>
  `| ${cells.map((text) => text.replaceAll("|", "\\|")).join(" | ")} |`;

/** The same as Markdown. */
export const comparisonMarkdown = (comparison: SweepComparison): string => {
  const { columns, rows } = comparisonTable(comparison);
  return [
    markdownLine(columns),
    markdownLine(columns.map(() => "---")),
    ...rows.map(markdownLine),
    "",
    ...comparisonSentences(comparison).map((sentence) => `- ${sentence}`),
    "",
  ].join("\n");
};
