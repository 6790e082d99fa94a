/** @file A trained run, opened for questions. */
import type { Decoder } from "@trm/eval";
import type { ModelConfig } from "@trm/models";
import type { Task } from "@trm/tasks";
import type { TrainConfig } from "@trm/train";
import { quietTfjs } from "./quiet-tfjs";

/** A run's newest checkpoint with a decoder over it. */
export interface OpenRun {
  readonly config: TrainConfig;
  readonly modelConfig: ModelConfig;
  readonly task: Task;
  /** Train steps behind the parameters. */
  readonly step: number;
  readonly decoder: Decoder;
  /** Frees the decoder and its engine. */
  release(): Promise<void>;
}

/**
 * Opens a run folder on the engine that it was trained with.
 * @throws {RunFolderError | CheckpointError} when the folder is no run or its checkpoint cannot be read
 */
export async function openRun(dir: string): Promise<OpenRun> {
  const { loadRun } = await import("@trm/train");
  const { config, modelConfig, params, step } = loadRun(dir);
  const [{ createUncachedDecoder }, { getTask }, { createEngine }] =
    await Promise.all([
      import("@trm/eval"),
      import("@trm/tasks"),
      import("@trm/onnx/runtime"),
    ]);
  await quietTfjs();
  const engine = await createEngine(config.runtime);
  const decoder = createUncachedDecoder({
    engine,
    config: modelConfig,
    params,
  });
  return {
    config,
    modelConfig,
    task: getTask(config.task),
    step,
    decoder,
    release: async () => {
      await decoder.release();
      await engine.release();
    },
  };
}
