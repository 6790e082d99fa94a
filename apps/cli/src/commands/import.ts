/** @file `trm import`: weights of the reference implementation as a run. */
import type { Command } from "@commander-js/extra-typings";
import type { ReferenceCheckpoint } from "@trm/export";
import { UsageError } from "../errors";
import { PYTHON_CONVERSION, refuseForeignFormat } from "../foreign-format";
import { countFlag, MOST, pathFlag } from "../flags";
import type { Output } from "../output";
import { formatCount } from "../progress-line";
import { readJsonObject } from "../read-json-object";

interface ImportOptions {
  readonly config: string;
  readonly out: string;
  readonly task?: string;
  readonly length?: number;
  readonly json?: true;
}

/** What the paper measures its models on. */
const PAPER_TASK = "addition";

/** Node reads no longer file at once. */
const MOST_BYTES = 2 ** 31 - 1;

const FORMATS = `
FILE is a state dict with the reference's names, as safetensors; causal masks in it are passed over. --config is its
config.json: {"model": "ut", "kwargs": {"vocab_size": 14, "block_size": 180, "n_embd": 384, "n_head": 6, "n_layer": 24}},
where "inference_steps" and "full_compute" may stand beside "model"; Lightning keeps the kwargs as hyper_parameters. No pickle is ever read here: where PyTorch and
safetensors are installed, this turns a Lightning checkpoint into FILE:

${PYTHON_CONVERSION}`;

/** Adds `trm import`. */
export function registerImport(program: Command, output: Output): void {
  const command = program
    .command("import")
    .description(
      "make a run of weights that the reference implementation trained",
    )
    .argument("<file>", "state dict as safetensors")
    .requiredOption("--config <file>", "the model's config.json")
    .requiredOption("--out <dir>", "folder of the run", pathFlag("--out"))
    .option(
      "--task <name>",
      `task that it was trained on, which weights do not say (taken to be ${PAPER_TASK})`,
    )
    .option(
      "--length <n>",
      "digits of an operand (10, or the most that the model has positions for)",
      countFlag("--length", MOST.length),
    )
    .option("--json", "print JSON instead of the run's folder")
    .action((file, options) => importRun(file, options, output));
  command.addHelpText("after", FORMATS);
}

async function importRun(
  file: string,
  { config: configFile, out, task: name, length, json }: ImportOptions,
  output: Output,
): Promise<void> {
  const { getTask } = await import("@trm/tasks");
  const task = getTask(name ?? PAPER_TASK);
  const { config, params } = await readCheckpoint(file, configFile);
  const [{ blockPasses }, { writeImportedRun }] = await Promise.all([
    import("@trm/models"),
    import("@trm/train"),
  ]);
  const run = writeImportedRun({
    ...{ dir: out, path: file, modelConfig: config, params, task },
    ...{ length, taskAssumed: name === undefined },
  });
  const { arch } = config;
  const passes = blockPasses(config);
  output.words(
    `Imported ${arch}: ${formatCount(params.length)} parameters, ${passes} block passes; its task is taken to be ${run.task} of length ${run.length}, see --task and --length.`,
  );
  if (json)
    output.json({
      ...{ run: out, arch, parameters: params.length, blockPasses: passes },
      ...{ task: run.task, length: run.length },
    });
  else output.data(`${out}\n`);
}

async function readCheckpoint(
  file: string,
  configFile: string,
): Promise<ReferenceCheckpoint> {
  const { readFile, stat } = await import("node:fs/promises");
  const config = readJsonObject("--config", configFile);
  const status = await stat(file);
  if (!status.isFile() || status.size > MOST_BYTES)
    throw new UsageError(
      `import expects a safetensors file of at most ${MOST_BYTES} bytes, but ${file} is ${status.isFile() ? `${status.size} bytes long` : "no file"}.`,
    );
  const { readReferenceCheckpoint } = await import("@trm/export");
  const bytes = await readFile(file);
  refuseForeignFormat(file, bytes);
  return readReferenceCheckpoint(bytes, config);
}
