/** @file Configurations of made-up runs, also of architectures that no table knows. */
import { modelConfigOf, parseTrainConfig, type TrainConfig } from "@trm/train";
import { ARCHITECTURE_IDS, type ModelConfig } from "@trm/models";
import { getTask, TASKS } from "@trm/tasks";

/** What tells made-up runs apart. */
export interface SyntheticPlace {
  readonly task: string;
  readonly arch: string;
  readonly seed: number;
}

/** What an unknown name is computed as. */
const STAND_IN = { task: "copy", arch: "dual-ut" } as const;

const isKnown = (arch: string): boolean =>
  ARCHITECTURE_IDS.some((id) => id === arch);

const knownConfig = ({ task, arch, seed }: SyntheticPlace): TrainConfig =>
  parseTrainConfig({
    arch: isKnown(arch) ? arch : STAND_IN.arch,
    task: Object.hasOwn(TASKS, task) ? task : STAND_IN.task,
    budget: 12,
    model: { nEmbd: 64, nHead: 4 },
    training: { steps: 400, seed, learningRate: 0.001 },
    evaluation: { everySteps: 50 },
    runtime: { threads: 1 },
  });

/** The configuration of a made-up run; its names are kept as they are. */
export const syntheticConfig = (place: SyntheticPlace): TrainConfig => ({
  ...knownConfig(place),
  arch: place.arch,
  task: place.task,
});

/** The model that it would have. */
export const syntheticModel = (place: SyntheticPlace): ModelConfig => {
  const config = knownConfig(place);
  return modelConfigOf(config, getTask(config.task));
};
