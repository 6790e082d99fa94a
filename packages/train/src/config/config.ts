/** @file What a run is: one validated, resolved record, written to run.json. The edge where user input is checked. */
import {
  BLOCK_NORM,
  BLOCKS,
  ConfigError,
  countParameters,
  GRADIENT,
  HALTING,
  parseModelConfig,
  resolveArchitecture,
  solveComputeBudget,
  STATE_NORM,
  STREAMS,
  SUPERVISION,
  type ModelConfig,
} from "@trm/models";
import { getTask, sequenceLength, type Task } from "@trm/tasks";
import { z } from "zod";
import { describeIssue } from "./config-issue";

/** Courses of the learning rate. */
const SCHEDULES = ["constant", "cosine"] as const;

const count = z.int().min(1);
/** At this width one feed-forward matrix alone has 2^28 weights. */
const MOST_CHANNELS = 8192;
/** An unrolled graph has a node for every op of every pass; beyond this it neither compiles nor fits. */
const MOST_PASSES = 1024;
/** Tokens of a sequence: attention costs their square. */
const MOST_TOKENS = 65536;
/** 2 GiB of float32, which training holds four times over: parameters, gradient and two moments. */
const MOST_PARAMETERS = 2 ** 29;
/** 8 GiB of float32 for one tensor of attention scores [B, heads, T, T]. */
const MOST_SCORES = 2 ** 31;
const fraction = z.number().min(0).lt(1);

const model = z.strictObject({
  /** channels C */
  nEmbd: count.max(MOST_CHANNELS).default(384),
  nHead: count.max(MOST_CHANNELS).default(6),
  /** learned positions */
  blockSize: count.max(MOST_TOKENS).default(180),
  /** fraction in [0, 1) */
  dropout: fraction.default(0.1),
  /** weight of the ponder cost in the loss */
  ponderWeight: z.number().min(0).default(0),
  /** L, z updates per cycle; where the compute budget allows */
  nInnerLoops: z.int().min(0).max(MOST_PASSES).default(2),
  /** H, cycles per recurrence step; where the compute budget allows */
  nOuterLoops: count.max(MOST_PASSES).default(2),
  /** probability that a sequence gets a minimum of steps in training */
  haltExplorationProb: z.number().min(0).max(1).default(0.25),
  // Ablation columns; absent means the architecture's own row.
  blocks: z.enum(BLOCKS).optional(),
  stepEmbedding: z.boolean().optional(),
  streams: z.literal(STREAMS).optional(),
  halting: z.enum(HALTING).optional(),
  gradient: z.enum(GRADIENT).optional(),
  /** block applications that carry gradient, for `gradient: "last-k"` */
  gradientPasses: count.optional(),
  supervision: z.enum(SUPERVISION).optional(),
  stateNorm: z.enum(STATE_NORM).optional(),
  blockNorm: z.enum(BLOCK_NORM).optional(),
  embeddingStd: z.number().positive().optional(),
});

const training = z.strictObject({
  /** train steps; more would take years */
  steps: count.max(1e9).default(5000),
  /** sequences */
  batchSize: count.max(65536).default(64),
  learningRate: z.number().positive().default(3e-4),
  beta1: fraction.default(0.9),
  beta2: fraction.default(0.999),
  eps: z.number().positive().default(1e-8),
  weightDecay: z.number().min(0).default(0.01),
  seed: z.int().min(0).max(0x7fffffff).default(1337),
  /** how the learning rate goes on after the warm-up */
  schedule: z.enum(SCHEDULES).default("constant"),
  /** train steps over which the learning rate rises linearly from 0 */
  warmupSteps: z.int().min(0).max(1e9).default(0),
  /** of the cosine: the last step's learning rate as a fraction of the highest */
  finalLearningRateRatio: z.number().min(0).max(1).default(0),
  /** largest Euclidean norm of the whole gradient; absent, nothing is clipped */
  clipNorm: z.number().positive().optional(),
  /** decay of the exponential moving average of the weights, which is then what is evaluated; absent, there is none */
  emaDecay: fraction.optional(),
  /** parts that a batch is computed in, one after the other, to save memory; divides `batchSize` */
  accumulationSteps: count.max(65536).default(1),
});

const evaluation = z.strictObject({
  /** train steps between evaluations */
  everySteps: count.default(250),
  /** examples per evaluation; more would tell no more */
  count: count.max(1e6).default(100),
});

const checkpoint = z.strictObject({
  /** train steps between checkpoints */
  everySteps: count.default(250),
  /** newest checkpoints that are kept */
  keepLast: count.default(2),
  /** checkpoints of every so many train steps are kept for good; absent, only the newest and the best */
  keepEverySteps: count.optional(),
  /** evaluation metric whose highest value marks the best checkpoint, which is kept */
  best: z.string().min(1).default("charAcc"),
});

const runtime = z.strictObject({
  engine: z.enum(["onnxruntime", "tfjs"]).default("onnxruntime"),
  /** execution device, such as cpu or cuda */
  device: z.string().min(1).default("cpu"),
  /** of cuda: whether matrix products may round their factors to TF32; no if absent */
  tf32: z.boolean().optional(),
  /** more than any machine's cores would only be a mistake */
  threads: count.max(256).default(2),
});

const schema = z.strictObject({
  arch: z.string(),
  task: z.string(),
  /** size of a training problem, such as digits of an operand */
  length: count.max(MOST_TOKENS).default(10),
  /** block passes of one forward */
  budget: count.max(MOST_PASSES).default(24),
  model: model.prefault({}),
  training: training.prefault({}),
  evaluation: evaluation.prefault({}),
  checkpoint: checkpoint.prefault({}),
  runtime: runtime.prefault({}),
});

/** A complete training configuration; every default is the paper's run. */
export type TrainConfig = z.output<typeof schema>;

/** What a user writes: `arch` and `task`, and whatever differs from the defaults. */
export type TrainConfigInput = z.input<typeof schema>;

const GROUPS: Readonly<Record<string, z.ZodObject>> = {
  model,
  training,
  evaluation,
  checkpoint,
  runtime,
};

const knownAt = ([group]: readonly PropertyKey[]): readonly string[] =>
  Object.keys((GROUPS[String(group)] ?? schema).shape);

/**
 * Validates a configuration and fills in the defaults, all before anything is created.
 *
 * @param raw what a user wrote; see {@link TrainConfigInput}
 * @param task the task that is learned, where it is not one of `TASKS`
 * @returns the complete configuration, with the architecture's own id in place of an alias
 * @throws {ConfigError} for an unknown key, a value out of range, values that do not fit together, a model or a batch
 *   beyond any memory, or a task that is not the one named
 * @throws {UnknownArchitectureError} for an unknown `arch`
 * @throws {UnknownTaskError} for an unknown `task` when no task is given
 */
export function parseTrainConfig(raw: unknown, task?: Task): TrainConfig {
  const parsed = schema.safeParse(raw);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new ConfigError(
      issue
        ? describeIssue(issue, raw, knownAt)
        : "The configuration is invalid.",
    );
  }
  const config = {
    ...parsed.data,
    arch: resolveArchitecture(parsed.data.arch),
  };
  if (task && task.name !== config.task)
    throw new ConfigError(
      `Configuration key "task" is "${config.task}", but the task given is "${task.name}"; write that name, or give the task named.`,
    );
  checkSizes(config, task ?? getTask(config.task));
  return config;
}

/** Refuses what would fail for want of positions or memory only once the run has begun. */
function checkSizes(config: TrainConfig, task: Task): void {
  const { length, model, training } = config;
  const parameters = countParameters(modelConfigOf(config, task));
  if (parameters > MOST_PARAMETERS)
    throw new ConfigError(
      `The configuration makes a model of ${parameters} parameters, but at most ${MOST_PARAMETERS} are expected; ` +
        `lower "model.nEmbd", "model.blockSize" or, where blocks are distinct, "budget".`,
    );
  const tokens = sequenceLength(task, length);
  if (tokens > model.blockSize)
    throw new ConfigError(
      `Configuration key "length" is ${length}, which makes ${config.task} ${tokens} tokens long, ` +
        `but "model.blockSize" allows ${model.blockSize} positions; lower the length or raise the block size.`,
    );
  const scores = training.batchSize * model.nHead * tokens ** 2;
  if (scores > MOST_SCORES)
    throw new ConfigError(
      `A batch of ${training.batchSize} sequences of ${tokens} tokens has ${scores} attention scores in ${model.nHead} heads, ` +
        `but at most ${MOST_SCORES} are expected; lower "training.batchSize", "length" or "model.nHead".`,
    );
}

/**
 * The model of a run: recurrence steps and loops come from the compute budget, the vocabulary from the task.
 *
 * @param config from {@link parseTrainConfig}
 * @param task supplies the alphabet
 * @returns the validated model configuration
 * @throws {ConfigError} when the model's values do not fit together
 */
export function modelConfigOf(config: TrainConfig, task: Task): ModelConfig {
  const arch = resolveArchitecture(config.arch);
  const { nLayer, nInnerLoops, nOuterLoops } = solveComputeBudget(
    arch,
    config.budget,
    config.model,
  );
  return parseModelConfig({
    ...config.model,
    arch,
    vocabSize: task.alphabet.size,
    nLayer,
    nInnerLoops,
    nOuterLoops,
  });
}
