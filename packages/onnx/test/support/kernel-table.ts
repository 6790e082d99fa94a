/** @file The README's table of kernels, made from the rules and what they emit. */
import { RULES } from "../../src/rules/table";
import { hasGradientRule } from "./evaluate";
import type { Emitted } from "./record";

const HEADER = ["kernel", "ONNX operators, or why not", "gradient"];

/** Markdown with padded columns, one row per kernel. */
export const kernelTable = (emitted: Emitted): string => {
  const rows = Object.entries(RULES)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, rule]) =>
      "unsupported" in rule
        ? [`\`${name}\``, `not compiled: ${rule.unsupported}`, ""]
        : [
            `\`${name}\``,
            operatorList(emitted.get(name)),
            hasGradientRule(name) ? "yes" : "",
          ],
    );
  const widths = HEADER.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]!.length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(" | ")} |`;
  const rule = widths.map((width) => "-".repeat(width));
  return [line(HEADER), line(rule), ...rows.map(line)].join("\n");
};

const operatorList = (operators: ReadonlySet<string> = new Set()): string =>
  operators.size === 0
    ? "none: a constant or its input"
    : [...operators].sort().join(", ");
