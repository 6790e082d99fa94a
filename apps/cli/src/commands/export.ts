/** @file `trm export`: a trained model as a folder that other people's tools open. */
import type { Command } from "@commander-js/extra-typings";
import type { ParityReport, WriteOptions } from "@trm/export";
import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import { checkpointOption, type CheckpointName } from "../checkpoint-flag";
import { UsageError } from "../errors";
import { choiceFlag } from "../flags";
import { openModel, type OpenModel } from "../open-model";
import type { Output } from "../output";
import { formatCount } from "../progress-line";
import { quietTfjs } from "../quiet-tfjs";

interface ExportOptions {
  readonly checkpoint?: CheckpointName;
  readonly out?: string;
  readonly format?: "onnx" | "reference";
  readonly force?: boolean;
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
    .addOption(checkpointOption())
    .option("--out <dir>", "where the folder is written")
    .option(
      "--format <name>",
      "onnx (with safetensors, tokenizer and model card), or reference for PyTorch's state dict and its config (onnx)",
      choiceFlag("--format", ["onnx", "reference"]),
    )
    .option("--force", "replace a folder that an export has written")
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
  { json, ...writing }: ExportOptions,
  output: Output,
): Promise<void> {
  const unread = (["out", "force", "format", "checkpoint"] as const).find(
    (flag) => writing[flag] !== undefined,
  );
  if (unread !== undefined)
    throw new UsageError(
      `export --check compares a folder and writes nothing, but received --${unread}; leave one of them out.`,
    );
  const { checkModelFolder } = await import("@trm/export");
  await quietTfjs();
  const parity = await checkModelFolder(dir);
  output.words(`${dir} computes what its weights say: ${describe(parity)}.`);
  if (json) output.json({ dir, parity });
}

async function exportModel(
  source: string,
  { checkpoint, out, format = "onnx", force = false, json }: ExportOptions,
  output: Output,
): Promise<void> {
  if (out === undefined || out === "")
    throw new UsageError(
      "export expects --out DIR, the folder to write, or --check to compare a folder that is there.",
    );
  checkApart(source, out);
  const model = await openModel(source, {
    checkpoint,
    warn: (words) => output.words(words),
  });
  const parity = await write(out, model, { format, force });
  const { config, task } = model;
  const { blockPasses, countParameters } = await import("@trm/models");
  const what = `${config.arch} on ${task.name}: ${formatCount(countParameters(config))} parameters, ${blockPasses(config)} block passes`;
  output.words(
    parity === undefined ? what : `${what}, ONNX = TF.js: ${describe(parity)}`,
  );
  if (json) output.json({ dir: out, format, parity });
  else output.data(`${out}\n`);
}

/** The path without links of what is there, or will be. */
function realPath(path: string): string {
  const whole = resolve(path);
  const missing: string[] = [];
  let there = whole;
  while (!existsSync(there) && dirname(there) !== there) {
    missing.unshift(basename(there));
    there = dirname(there);
  }
  return join(realpathSync(there), ...missing);
}

/** @throws {UsageError} when one folder is the other or lies in it: a folder is written whole, and what it replaces is gone */
function checkApart(source: string, out: string): void {
  const [from, to] = [realPath(source), realPath(out)];
  const holds = (folder: string, path: string): boolean =>
    `${path}${sep}`.startsWith(folder.endsWith(sep) ? folder : folder + sep);
  if (holds(from, to) || holds(to, from))
    throw new UsageError(
      `export reads ${source} and writes ${out}, but ${from === to ? "they are the same folder" : "one of them lies in the other"}; choose a folder beside it.`,
    );
}

async function write(
  dir: string,
  model: OpenModel,
  { format, force }: Required<Pick<ExportOptions, "format">> & WriteOptions,
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
