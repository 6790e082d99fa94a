/** @file A trained model, opened: a run's newest checkpoint or an exported folder, with everything that either says. */
import type { TrainedModel } from "@trm/export";
import type { EngineOptions } from "@trm/onnx/runtime";
import type { Alphabet } from "@trm/tasks";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { CheckpointName } from "./checkpoint-flag";
import { UsageError } from "./errors";

/** A model with what is known of it; an absent value is not known. */
export interface OpenModel extends TrainedModel {
  /** As the user wrote it. */
  readonly path: string;
  /** Of the task, which is not always a built-in one. */
  readonly alphabet: Alphabet;
  /** Train steps behind the parameters. */
  readonly step?: number;
  /** Seed of the training, known of a run. */
  readonly seed?: number;
  /** Where it was trained or, of imported weights, where it runs by default; known of a run. */
  readonly runtime?: EngineOptions;
  /** The ONNX file that is shipped: a folder's own, or what exporting the run would write. */
  readonly artefact: () => Promise<Uint8Array>;
}

/** Which state of a run, and who hears of what was passed over. */
export interface OpenOptions {
  /** The newest whole one if absent. */
  readonly checkpoint?: CheckpointName;
  /** Gets a sentence for people. */
  readonly warn?: (words: string) => void;
}

/** Whether a path is a folder that `trm export` writes; anything else is taken for a run. */
function isModelFolder(path: string): boolean {
  const has = (file: string): boolean => existsSync(join(path, file));
  return has("config.json") && !has("run.json");
}

async function fromRun(
  path: string,
  { checkpoint, warn }: OpenOptions,
): Promise<OpenModel> {
  const [{ loadRun }, { getTask }] = await Promise.all([
    import("@trm/train"),
    import("@trm/tasks"),
  ]);
  const { config, modelConfig, params, step, imported, damaged } = loadRun(
    path,
    { checkpoint },
  );
  for (const { path: at, reason } of damaged ?? [])
    warn?.(
      `The checkpoint ${at} is damaged (${reason}), so that of step ${step} is used.`,
    );
  const { alphabet } = getTask(config.task);
  const { length } = config;
  return {
    path,
    config: modelConfig,
    params,
    task: { name: config.task, length, characters: alphabet.characters },
    alphabet,
    runtime: config.runtime,
    artefact: async () => {
      const { exportModel } = await import("@trm/export");
      return exportModel(modelConfig, params);
    },
    ...(imported === undefined
      ? {
          step,
          seed: config.training.seed,
          training: { step, config },
          results: await resultsAt(path, step),
        }
      : // The path says something of one machine only.
        { imported: { sha256: imported.sha256, assumed: imported.assumed } }),
  };
}

/** What the run's own evaluation said of this step, if there was one. */
async function resultsAt(
  path: string,
  step: number,
): Promise<Readonly<Record<string, number>> | undefined> {
  const { readMetrics, runPaths } = await import("@trm/train");
  const found = readMetrics(runPaths(path).metrics).findLast(
    (line) => "evaluation" in line && line.step === step,
  );
  if (found === undefined || !("evaluation" in found)) return undefined;
  const finite = Object.entries(found.evaluation).filter(
    (entry): entry is [string, number] => Number.isFinite(entry[1]),
  );
  return Object.fromEntries(finite);
}

async function fromFolder(path: string): Promise<OpenModel> {
  const [{ checkOrigin, readModelFolder }, { createAlphabet }] =
    await Promise.all([import("@trm/export"), import("@trm/tasks")]);
  const folder = readModelFolder(path);
  checkOrigin(folder);
  const step = folder.training?.["step"];
  return {
    ...folder,
    path,
    alphabet: createAlphabet(folder.task.characters.join("")),
    ...(typeof step === "number" && { step }),
    artefact: async () => folder.onnx,
  };
}

/**
 * Opens a run folder or a model folder.
 * @throws {RunFolderError | CheckpointError} when the path is neither, or the run's checkpoint is absent or cannot be read
 * @throws {ModelFolderError} when the model folder is damaged
 * @throws {ParityError} when its ONNX file was made of another configuration or of other weights
 * @throws {UsageError} when a checkpoint is asked for of a model folder
 */
export async function openModel(
  path: string,
  options: OpenOptions = {},
): Promise<OpenModel> {
  const { checkpoint } = options;
  if (!isModelFolder(path)) return fromRun(path, options);
  if (checkpoint !== undefined)
    throw new UsageError(
      `--checkpoint ${checkpoint} is read of a run, but ${path} is a model folder, which has one state only; leave it out.`,
    );
  return fromFolder(path);
}
