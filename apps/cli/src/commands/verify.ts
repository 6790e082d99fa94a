/** @file `trm verify`: cases in the golden format against what an engine computes here. */
import type { Command } from "@commander-js/extra-typings";
import type { CaseReport, QuantityReport } from "@trm/train";
import { deviceOption, tf32Option, type DeviceFlags } from "../device-flags";
import { chooseDeviceOf } from "../doctor/choose-device";
import { EXIT, UsageError } from "../errors";
import { choiceFlag, countFlag } from "../flags";
import type { Output } from "../output";
import { fitLine } from "../progress-line";
import { quietTfjs } from "../quiet-tfjs";
import { formatTable, type Column } from "../table";

interface VerifyOptions extends DeviceFlags {
  readonly engine: "onnxruntime" | "tfjs";
  readonly backend?: "cpu" | "wasm" | "tensorflow";
  readonly threads: number;
  readonly json?: true;
}

/** Adds `trm verify`. */
export function registerVerify(program: Command, output: Output): void {
  program
    .command("verify")
    .description("compare golden cases with what an engine computes here")
    .argument("<dir...>", "cases, or folders of cases")
    .option(
      "--engine <name>",
      "onnxruntime or tfjs",
      choiceFlag("--engine", ["onnxruntime", "tfjs"]),
      "onnxruntime" as const,
    )
    .option(
      "--backend <name>",
      "of --engine tfjs: cpu, wasm or tensorflow (the fastest installed)",
      choiceFlag("--backend", ["cpu", "wasm", "tensorflow"]),
    )
    .addOption(deviceOption("cpu"))
    .addOption(tf32Option())
    .option(
      "--threads <n>",
      "threads of onnxruntime",
      countFlag("--threads"),
      2,
    )
    .option("--json", "print JSON: every quantity with error and tolerance")
    .action((dirs, options) => verify(dirs, options, output));
}

async function verify(
  dirs: readonly string[],
  options: VerifyOptions,
  output: Output,
): Promise<void> {
  const { engine, backend, json } = options;
  if (backend !== undefined && engine !== "tfjs")
    throw new UsageError(
      `--backend ${backend} is read with --engine tfjs only, but --engine is ${engine}; leave one of them out.`,
    );
  const { findCases } = await import("@trm/train");
  // Every case is read before the first is run, so a malformed one is the only thing said.
  const cases = dirs.flatMap((dir) => findCases(dir));
  const reports = await runCases(cases, options, output);
  if (json) output.json(reports);
  else output.data(formatTable(COLUMNS, reports));
  const failed = reports.filter(({ pass }) => !pass);
  output.words(
    failed.length === 0
      ? `${reports.length === 1 ? "The case is" : `All ${reports.length} cases are`} within tolerance.`
      : `${describeShare(failed.length, reports.length)} out of tolerance: ${failed.map(describeFailure).join("; ")}.`,
  );
  if (failed.length > 0) output.exitCode = EXIT.claim;
}

async function runCases(
  cases: readonly string[],
  { engine: name, backend, threads, device, tf32 }: VerifyOptions,
  output: Output,
): Promise<CaseReport[]> {
  const [{ createEngine }, { verifyCase }] = await Promise.all([
    import("@trm/onnx/runtime"),
    import("@trm/train"),
  ]);
  await quietTfjs();
  const place = await chooseDeviceOf(name, output, { device, tf32 });
  const engine = await createEngine({
    engine: name,
    backend,
    threads,
    ...place,
  });
  output.words(`Verifying on ${engine.description}`);
  try {
    const reports: CaseReport[] = [];
    for (const [i, dir] of cases.entries()) {
      if (output.interactive)
        output.live(
          fitLine([`case ${i + 1}/${cases.length}`, dir], output.columns - 1),
        );
      reports.push(await verifyCase(dir, engine));
    }
    return reports;
  } finally {
    output.clearLive();
    await engine.release();
  }
}

/** "The case is", "1 of 3 cases is", "2 of 3 cases are". */
function describeShare(some: number, all: number): string {
  if (all === 1) return "The case is";
  return `${some} of ${all} cases ${some === 1 ? "is" : "are"}`;
}

function describeFailure({ name, quantities }: CaseReport): string {
  const faults = quantities
    .filter(({ pass }) => !pass)
    .map(({ name: quantity, error, tolerance, where, actual, expected }) =>
      expected === undefined
        ? `${quantity}${where === undefined ? "" : ` of ${where}`} ${formatError(error)}, allowed ${formatError(tolerance)}`
        : `${quantity} ${actual ?? "none"}, not ${expected}`,
    );
  return `${name} (${faults.join(", ")})`;
}

function formatError(error: number): string {
  return error === 0 ? "0" : error.toExponential(1);
}

/** A quantity of a case as `show` writes it; a dash where the case has no such quantity. */
const quantityColumn =
  (show: (quantity: QuantityReport) => string) =>
  (title: string, name: QuantityReport["name"]): Column<CaseReport> => ({
    title,
    align: "right",
    cell: ({ quantities }) => {
      const found = quantities.find((quantity) => quantity.name === name);
      return found === undefined ? "-" : show(found);
    },
  });

/** The largest error, with a star where it is too large. */
const errorColumn = quantityColumn(
  ({ pass, error }) => `${pass ? "" : "*"}${formatError(error)}`,
);

/** What was counted, with what it should have been where that is another number. */
const countColumn = quantityColumn(({ pass, actual = "none", expected }) =>
  pass ? String(actual) : `*${actual}, not ${expected}`,
);

const COLUMNS: readonly Column<CaseReport>[] = [
  { title: "case", cell: ({ name }) => name },
  errorColumn("logits", "logits"),
  errorColumn("loss", "loss"),
  errorColumn("gradients", "gradients"),
  errorColumn("no gradient", "no gradient"),
  errorColumn("AdamW", "adamw parameters"),
  errorColumn("untouched", "untouched"),
  errorColumn("ponder cost", "ponder cost"),
  countColumn("steps", "steps taken"),
  { title: "result", cell: ({ pass }) => (pass ? "ok" : "FAILED") },
];
