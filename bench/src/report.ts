/** @file The result of a benchmark, for people and for programs. */

import type { Machine } from "./machine";
import { speedup, type Summary } from "./statistics";

/** The times of one setting of a contestant. */
export interface Measured extends Summary {
  readonly name: string;
  /** Empty where the contestant has only one. */
  readonly setting: string;
}

/** A peer that was asked for and could not be measured. */
export interface Unavailable {
  readonly name: string;
  readonly reason: string;
}

/** What was measured, that it is the same on all sides, and the times. */
export interface Report {
  /** What one iteration is, in a few words. */
  readonly title: string;
  readonly unit: "ms" | "ms per example";
  readonly settings: Readonly<Record<string, string | number>>;
  /** Trainable numbers, the same for all contestants. */
  readonly parameters: number;
  /** How well the results of each peer agree with ours, one line each. */
  readonly agreement: readonly string[];
  /** All that was measured; those below are the fastest setting of each. */
  readonly runs: readonly Measured[];
  readonly ours: Measured;
  readonly peers: readonly Measured[];
  readonly unavailable: readonly Unavailable[];
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string>>;
}

/** The run with the smallest median of each name, in the order of the names. */
export function fastestOfEach(runs: readonly Measured[]): Measured[] {
  const fastest = new Map<string, Measured>();
  for (const run of runs) {
    const before = fastest.get(run.name);
    if (!before || run.medianMs < before.medianMs) fastest.set(run.name, run);
  }
  return [...fastest.values()];
}

/** `1.62x as fast`: ours against the peer. */
function formatSpeedup(ours: Summary, peer: Summary): string {
  return `${speedup(ours, peer).toFixed(2)}x as fast`;
}

/** The report as text for a terminal, with a final newline. */
export function formatReport(report: Report): string {
  const { machine, ours, peers, runs } = report;
  const comparison = (run: Measured) => {
    if (peers.includes(run)) return formatSpeedup(ours, run);
    return run === ours ? "-" : "";
  };
  return [
    report.title,
    `  ${pairs(report.settings)}`,
    `  ${machine.cpu}, ${machine.cores} cores, ${machine.platform}`,
    `  ${pairs(report.versions)}`,
    `  ${report.parameters.toLocaleString("en-GB")} parameters in each`,
    ...report.agreement.map((line) => `  ${line}`),
    "",
    ...align([
      ["", `median ${report.unit}`, "p10", "p90", "n", "ours is"],
      ...runs.map((run) => row(run, comparison(run))),
    ]),
    ...report.unavailable.map(({ name, reason }) => `${name}: ${reason}`),
    "",
  ].join("\n");
}

/** The report as one JSON value; every peer with `speedup`, its median / ours. */
export function formatJson(report: Report): string {
  const peers = report.peers.map((peer) => ({
    ...peer,
    speedup: speedup(report.ours, peer),
  }));
  return `${JSON.stringify({ ...report, peers }, null, 2)}\n`;
}

function row(measured: Measured, comparison: string): string[] {
  const { name, setting, medianMs, p10Ms, p90Ms, count } = measured;
  const title = setting ? `${name}, ${setting}` : name;
  const times = [medianMs, p10Ms, p90Ms].map((ms) => ms.toFixed(2));
  return [title, ...times, `${count}`, comparison];
}

function pairs(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
}

/** First column to the left, the others to the right, two spaces between. */
function align(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  return rows.map((cells) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  ")
      .trimEnd(),
  );
}
