/** @file A run folder for weights that were trained elsewhere: it can be evaluated, exported and trained on, not resumed. */
import { blockPasses, ConfigError, type ModelConfig } from "@trm/models";
import { sequenceLength, type Task } from "@trm/tasks";
import { makeFolders, nodeFileSystem, type FileSystem } from "@trm/storage";
import { writeCheckpointModel } from "./checkpoint";
import { parseWrittenConfig, type TrainConfig } from "../config/config";
import { holdRun } from "./hold-run";
import { describeWeights, type InitialWeights } from "./initial-weights";
import { checkNewRunFolder, createRunFolder } from "./run-folder";
import { describeRun, type RunRecord } from "./run-record";

/** What an imported model is said to have learned. */
export interface LearnedTask {
  readonly task: Task;
  /** size of a training problem; absent, the paper's 10 or the longest that the model has positions for */
  readonly length?: number;
}

const PAPER_LENGTH = 10;

const longestLength = (task: Task, blockSize: number): number => {
  let length = PAPER_LENGTH;
  while (length > 1 && sequenceLength(task, length) > blockSize) length -= 1;
  return length;
};

/** Fields of a model that a training configuration says otherwise, or not at all. */
const ELSEWHERE: ReadonlySet<string> = new Set<keyof ModelConfig>([
  "arch",
  "vocabSize",
  "nLayer",
  "inferenceSteps",
  "fullCompute",
]);

/** A training configuration before it is validated. */
export interface RawTrainConfig {
  readonly arch: string;
  readonly task: string;
  readonly length: number;
  readonly budget: number;
  readonly model: Readonly<Record<string, unknown>>;
}

/**
 * The training configuration that makes a model: the inverse of `modelConfigOf`. What only inference reads has no place in
 * it.
 *
 * @param model the model
 * @param learned its task
 */
export function trainConfigOf(
  model: ModelConfig,
  { task, length = longestLength(task, model.blockSize) }: LearnedTask,
): RawTrainConfig {
  return {
    arch: model.arch,
    task: task.name,
    length,
    budget: blockPasses(model),
    model: Object.fromEntries(
      Object.entries(model).filter(([key]) => !ELSEWHERE.has(key)),
    ),
  };
}

/** Weights, and what is known of them. */
export interface ImportRequest extends InitialWeights, LearnedTask {
  /** whether nobody said that this is their task */
  readonly taskAssumed?: boolean;
  /** a new or empty folder */
  readonly dir: string;
  /** absent, this machine's */
  readonly files?: FileSystem;
}

/**
 * Writes the run folder of weights that were trained elsewhere.
 *
 * @param request the weights, their model and task, and where the folder goes
 * @returns the run's configuration
 * @throws {ConfigError} when the model has not as many tokens as the task has characters, or is none that a run can have;
 *   nothing is written
 * @throws {RunFolderError} when the folder is used; nothing is written
 * @throws {RunLockedError} when another process begins a run there; nothing is written
 * @throws {StorageError} when the disk fails
 */
export function writeImportedRun(request: ImportRequest): TrainConfig {
  const { dir, task, taskAssumed, length, modelConfig, params } = request;
  const place = { dir, files: request.files ?? nodeFileSystem };
  if (task.alphabet.size !== modelConfig.vocabSize)
    throw new ConfigError(
      `The task ${task.name} has ${task.alphabet.size} characters, but the model has ${modelConfig.vocabSize} tokens; name the task that it was trained on.`,
    );
  const config = parseWrittenConfig(trainConfigOf(modelConfig, request), task);
  checkNewRunFolder(place);
  const record: RunRecord = {
    ...describeRun(config, modelConfig, "none, the weights were imported"),
    seed: undefined,
    imported: {
      ...describeWeights(request),
      assumed: [
        ...(taskAssumed ? ["task" as const] : []),
        ...(length === undefined ? ["length" as const] : []),
      ],
    },
  };
  makeFolders(place.files, dir);
  const held = holdRun(place);
  try {
    createRunFolder(place, record, () =>
      writeCheckpointModel(place, { step: 0, params }, modelConfig),
    );
  } finally {
    held.release();
  }
  return config;
}
