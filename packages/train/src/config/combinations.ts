/** @file Values of a training that are fine one by one and have no meaning together. */
import { ConfigError, type ModelConfig } from "@trm/models";
import type { TrainConfig } from "./schema";

/** What a broken rule says: its keys with their values, and the way out. */
type Complaint = (config: TrainConfig, model: ModelConfig) => string | false;

/** A key with its value, as in a file. */
const is = (path: string, value: unknown): string =>
  `"${path}" is ${JSON.stringify(value)}`;

const ratioOfCosine: Complaint = ({
  training: { finalLearningRateRatio, schedule },
}) =>
  finalLearningRateRatio > 0 &&
  schedule !== "cosine" &&
  `${is("training.finalLearningRateRatio", finalLearningRateRatio)}, but ${is("training.schedule", schedule)}, which has no final learning rate; choose "cosine", or leave the ratio out`;

const warmupWithinRun: Complaint = ({ training: { warmupSteps, steps } }) =>
  warmupSteps >= steps &&
  `${is("training.warmupSteps", warmupSteps)}, but ${is("training.steps", steps)}, so that no step is left after the warm-up; warm up for fewer, or train for more`;

const partsOfBatch: Complaint = ({
  training: { accumulationSteps, batchSize },
}) =>
  batchSize % accumulationSteps !== 0 &&
  `${is("training.accumulationSteps", accumulationSteps)}, but ${is("training.batchSize", batchSize)}, which has no such number of equal parts; choose a divisor`;

const partsOfOneUpdate: Complaint = (
  { training: { accumulationSteps } },
  { supervision },
) =>
  accumulationSteps > 1 &&
  supervision === "carried" &&
  `${is("training.accumulationSteps", accumulationSteps)}, but ${is("model.supervision", supervision)}, which updates after every recurrence step of the whole batch; accumulate over 1 part, or choose another supervision`;

const ponderOfAct: Complaint = (
  { model: { ponderWeight } },
  { arch, halting },
) =>
  ponderWeight > 0 &&
  halting !== "act" &&
  `${is("model.ponderWeight", ponderWeight)}, but "model.halting" is ${JSON.stringify(halting)} (in "arch" ${JSON.stringify(arch)}) and only "act" has a ponder cost; set the weight to 0, or choose "act"`;

const tf32OfCuda: Complaint = ({ runtime: { tf32, device } }) =>
  tf32 === true &&
  !["cuda", "auto"].includes(device) &&
  `${is("runtime.tf32", tf32)}, but ${is("runtime.device", device)}, and only "cuda" has TF32; leave it out, or choose "cuda"`;

const deviceOfEngine: Complaint = ({ runtime: { engine, device } }) =>
  engine === "tfjs" &&
  device !== "cpu" &&
  `${is("runtime.device", device)}, but ${is("runtime.engine", engine)}, which has the "cpu" alone; choose "onnxruntime", or leave the device out`;

const keptAreWritten: Complaint = ({
  checkpoint: { keepEverySteps = 0, everySteps },
}) =>
  keepEverySteps % everySteps !== 0 &&
  `${is("checkpoint.keepEverySteps", keepEverySteps)}, but ${is("checkpoint.everySteps", everySteps)}, so that most of those checkpoints are never written; choose a multiple`;

/** Rules with the keys that they are about. */
const RULES: readonly (readonly [Complaint, keys: readonly string[]])[] = [
  [warmupWithinRun, ["training.warmupSteps", "training.steps"]],
  [ratioOfCosine, ["training.finalLearningRateRatio", "training.schedule"]],
  [partsOfBatch, ["training.accumulationSteps", "training.batchSize"]],
  [partsOfOneUpdate, ["training.accumulationSteps", "model.supervision"]],
  [ponderOfAct, ["model.ponderWeight", "model.halting", "arch"]],
  [deviceOfEngine, ["runtime.device", "runtime.engine"]],
  [tf32OfCuda, ["runtime.tf32", "runtime.device"]],
  [keptAreWritten, ["checkpoint.keepEverySteps", "checkpoint.everySteps"]],
];

/**
 * Refuses a training whose values do not fit together; those of its model are checked where every model's are.
 *
 * @param config the training
 * @param model the model that it makes
 * @throws {ConfigError} with the first rule that is broken
 */
export function checkTrainCombinations(
  config: TrainConfig,
  model: ModelConfig,
): void {
  for (const [complaint, keys] of RULES) {
    const words = complaint(config, model);
    if (words !== false)
      throw new ConfigError(`Configuration key ${words}.`, { keys });
  }
}
