/** @file `trm export`: a trained model as a folder that other people's tools open. */
import type { Command } from "@commander-js/extra-typings";
import type { ParityReport, TrainedModel } from "@trm/export";
import { UsageError } from "../errors";
import { choiceFlag } from "../flags";
import type { Output } from "../output";
import { formatCount } from "../progress";
import { quietTfjs } from "../quiet-tfjs";
import { loadTrainedModel } from "../trained-model";

interface ExportOptions {
  readonly out?: string;
  readonly format: "onnx" | "reference";
  readonly force?: true;
  readonly check?: true;
  readonly json?: true;
}

/** Adds `trm export`. */
export function registerExport(program: Command, output: Output): void {
  program
    .command("export")
    .description("write a trained model as a folder that other tools open")
    .argument(
      "<dir>",
      "folder of the run, or a model folder; with --check the model folder to check",
    )
    .option("--out <dir>", "where the folder is written")
    .option(
      "--format <name>",
      "onnx (with safetensors, tokenizer and model card), or reference for PyTorch's state dict and its config",
      choiceFlag("--format", ["onnx", "reference"]),
      "onnx" as const,
    )
    .option("--force", "replace a folder that is not empty")
    .option(
      "--check",
      "write nothing: compare a folder's ONNX model with its weights again",
    )
    .option("--json", "print JSON, with the comparison's largest errors")
    .action((dir, options) =>
      options.check
        ? checkFolder(dir, options, output)
        : exportModel(dir, options, output),
    );
}

async function checkFolder(
  dir: string,
  { out, force, json }: ExportOptions,
  output: Output,
): Promise<void> {
  if (out !== undefined || force)
    throw new UsageError(
      `export --check writes nothing, but received ${out === undefined ? "--force" : "--out"}; leave one of them out.`,
    );
  const { checkModelFolder } = await import("@trm/export");
  await quietTfjs();
  const parity = await checkModelFolder(dir);
  output.words(`${dir} computes what its weights say: ${describe(parity)}.`);
  if (json) output.json({ dir, parity });
}

async function exportModel(
  source: string,
  { out, format, force, json }: ExportOptions,
  output: Output,
): Promise<void> {
  if (out === undefined || out === "")
    throw new UsageError(
      "export expects --out DIR, the folder to write, or --check to compare a folder that is there.",
    );
  const model = await loadTrainedModel(source);
  const parity = await write(out, model, { format, force: force ?? false });
  const { config, task } = model;
  const { blockPasses, countParameters } = await import("@trm/models");
  const what = `${config.arch} on ${task.name}: ${formatCount(countParameters(config))} parameters, ${blockPasses(config)} block passes`;
  output.words(
    parity === undefined ? what : `${what}, ONNX = TF.js: ${describe(parity)}`,
  );
  if (json) output.json({ dir: out, format, parity });
  else output.data(`${out}\n`);
}

async function write(
  dir: string,
  model: TrainedModel,
  { format, force }: { format: ExportOptions["format"]; force: boolean },
): Promise<ParityReport | undefined> {
  await quietTfjs();
  const exporting = await import("@trm/export");
  if (format === "onnx")
    return exporting.writeModelFolder(dir, model, { force });
  exporting.writeReferenceFolder(dir, model, { force });
  return undefined;
}

/** The largest errors of a comparison, in half a sentence. */
function describe({ prefill, step, tolerance }: ParityReport): string {
  const [first, next, allowed] = [
    prefill.relative,
    step.relative,
    tolerance,
  ].map((error) => error.toExponential(1));
  return `largest relative error ${first} with prompts and ${next} step by step, allowed ${allowed}`;
}
