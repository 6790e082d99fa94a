/** @file A trained model with everything that an export says of it, from a run or from an exported folder. */
import type { TrainedModel } from "@trm/export";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** Whether a path is a folder that `trm export` writes; anything else is taken for a run. */
export function isModelFolder(path: string): boolean {
  const has = (file: string): boolean => existsSync(join(path, file));
  return has("config.json") && !has("run.json");
}

/**
 * Loads a run's newest checkpoint, or the model of a model folder.
 *
 * @throws {RunFolderError | CheckpointError} when the path is neither, or the run's checkpoint cannot be read
 * @throws {ModelFolderError} when the model folder is damaged
 */
export async function loadTrainedModel(path: string): Promise<TrainedModel> {
  if (!isModelFolder(path)) return fromRun(path);
  const { readModelFolder } = await import("@trm/export");
  return readModelFolder(path);
}

async function fromRun(path: string): Promise<TrainedModel> {
  const [{ loadRun }, { getTask }] = await Promise.all([
    import("@trm/train"),
    import("@trm/tasks"),
  ]);
  const { config, modelConfig, params, step } = loadRun(path);
  const { characters } = getTask(config.task).alphabet;
  return {
    config: modelConfig,
    task: { name: config.task, length: config.length, characters },
    params,
    training: { step, config },
    results: await newestResults(path, step),
  };
}

/** What the run's own evaluation said last, not later than the checkpoint. */
async function newestResults(
  path: string,
  step: number,
): Promise<Readonly<Record<string, number>> | undefined> {
  const { readMetrics, runPaths } = await import("@trm/train");
  const found = readMetrics(runPaths(path).metrics).findLast(
    (line) => "evaluation" in line && line.step <= step,
  );
  if (found === undefined || !("evaluation" in found)) return undefined;
  const finite = Object.entries(found.evaluation).filter(([, value]) =>
    Number.isFinite(value),
  );
  return Object.fromEntries(finite);
}
