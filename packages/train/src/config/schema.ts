/** @file The one schema of a training configuration: what a key means, its unit, its bounds and its default. */
import {
  ARCHITECTURE_IDS,
  BLOCK_NORM,
  BLOCKS,
  GRADIENT,
  HALTING,
  INITIAL_STATE,
  Q_POSITION,
  REFERENCE_IDS,
  STATE_NORM,
  STREAMS,
  SUPERVISION,
} from "@trm/models";
import { TASKS } from "@trm/tasks";
import { z } from "zod";
import { checkpoint, earlyStop, evaluation } from "./between-steps";
import {
  count,
  deviation,
  eps,
  factor,
  fraction,
  fractionBelowOne,
  MOST_CHANNELS,
  MOST_PASSES,
  MOST_SEQUENCES,
  MOST_STEPS,
  MOST_THREADS,
  MOST_TOKENS,
  norm,
  rate,
  whole,
} from "./numbers";

/** Courses of the learning rate. */
const SCHEDULES = ["constant", "cosine"] as const;

const model = z.strictObject({
  nEmbd: count
    .max(MOST_CHANNELS)
    .default(384)
    .describe("channels C of every state; a multiple of the heads"),
  nHead: count.max(MOST_CHANNELS).default(6).describe("attention heads"),
  blockSize: count
    .max(MOST_TOKENS)
    .default(180)
    .describe("longest sequence, in tokens: learned positions"),
  dropout: fractionBelowOne
    .default(0.1)
    .describe("fraction dropped in training, in [0, 1)"),
  ponderWeight: factor
    .default(0)
    .describe("weight of the ponder cost in the loss, per step; of ACT"),
  nInnerLoops: whole
    .min(0)
    .max(MOST_PASSES)
    .default(2)
    .describe("L, z updates per cycle, where the compute budget allows"),
  nOuterLoops: count
    .max(MOST_PASSES)
    .default(2)
    .describe("H, cycles per recurrence step, where the budget allows"),
  haltExplorationProb: fraction
    .default(0.25)
    .describe(
      "probability that a training sequence gets a minimum of recurrence steps; of q-halting",
    ),
  // Ablation columns; absent means the architecture's own row.
  blocks: z
    .enum(BLOCKS)
    .optional()
    .describe("every block its own weights, or one that is applied again"),
  stepEmbedding: z
    .boolean()
    .optional()
    .describe("add a learned embedding of the recurrence step"),
  streams: z
    .literal(STREAMS)
    .optional()
    .describe("one state, or a solution y and a reasoning z"),
  halting: z
    .enum(HALTING)
    .optional()
    .describe("how the solutions of the steps become one output"),
  gradient: z
    .enum(GRADIENT)
    .optional()
    .describe("which block applications carry gradient"),
  gradientPasses: count
    .optional()
    .describe(
      'block applications that carry gradient; of gradient "last-k", which needs it',
    ),
  supervision: z
    .enum(SUPERVISION)
    .optional()
    .describe(
      "what the loss looks at: the output, every step's solution, or one step at a time with carried states",
    ),
  stateNorm: z
    .enum(STATE_NORM)
    .optional()
    .describe("states that pass through a LayerNorm without parameters"),
  blockNorm: z
    .enum(BLOCK_NORM)
    .optional()
    .describe("LayerNorm before each sublayer, or after its addition"),
  embeddingStd: deviation
    .optional()
    .describe("standard deviation at which embeddings start"),
  embeddingScale: deviation
    .optional()
    .describe("factor of token and position embedding in the input"),
  initialState: z
    .enum(INITIAL_STATE)
    .optional()
    .describe("learn y and z before the first step, or keep them as drawn"),
  initialStateStd: deviation
    .optional()
    .describe(
      "standard deviation at which y and z before the first step are drawn",
    ),
  qPosition: z
    .enum(Q_POSITION)
    .optional()
    .describe(
      'where q-halting reads q; "last" is of supervision "carried", where training asks it alone',
    ),
  haltLossWeight: factor
    .optional()
    .describe(
      "weight of q's own loss in training, where q is read last; above 0, a sequence that halts drops out of the later steps",
    ),
});

const training = z.strictObject({
  steps: count.max(MOST_STEPS).default(5000).describe("train steps"),
  batchSize: count
    .max(MOST_SEQUENCES)
    .default(64)
    .describe("sequences per update"),
  learningRate: rate.default(3e-4).describe("highest learning rate of AdamW"),
  beta1: fractionBelowOne
    .default(0.9)
    .describe("decay of AdamW's first moment, in [0, 1)"),
  beta2: fractionBelowOne
    .default(0.999)
    .describe("decay of AdamW's second moment, in [0, 1)"),
  eps: eps.default(1e-8).describe("added to the root of AdamW's second moment"),
  weightDecay: factor
    .default(0.01)
    .describe("weight decay of AdamW, a multiple of the learning rate"),
  seed: whole
    .min(0)
    .max(0x7fffffff)
    .default(1337)
    .describe("seed of weights, data, dropout and exploration"),
  schedule: z
    .enum(SCHEDULES)
    .default("constant")
    .describe("course of the learning rate after the warm-up"),
  warmupSteps: whole
    .min(0)
    .max(MOST_STEPS)
    .default(0)
    .describe("train steps over which the learning rate rises from 0"),
  finalLearningRateRatio: fraction
    .default(0)
    .describe(
      "last step's learning rate as a fraction of the highest; of the cosine",
    ),
  clipNorm: norm
    .optional()
    .describe(
      "largest Euclidean norm of the whole gradient; absent, nothing is clipped",
    ),
  emaDecay: fractionBelowOne
    .optional()
    .describe(
      "decay per update of a moving average of the weights, which is then what is evaluated; absent, there is none",
    ),
  accumulationSteps: count
    .max(MOST_SEQUENCES)
    .default(1)
    .describe(
      "parts that a batch is computed in, to save memory; a divisor of the batch",
    ),
});

const runtime = z.strictObject({
  engine: z
    .enum(["onnxruntime", "tfjs"])
    .default("onnxruntime")
    .describe("where compiled functions run"),
  device: z
    .string()
    .min(1)
    .default("cpu")
    .meta({
      description:
        "execution device: cpu, cuda, or to the trm command auto, which is cuda where it works",
      examples: ["cpu", "cuda", "auto"],
    }),
  tf32: z
    .boolean()
    .optional()
    .describe(
      "on cuda: faster matrix products with factors of 10 bits of mantissa",
    ),
  threads: count
    .max(MOST_THREADS)
    .default(2)
    .describe("threads of the engine, on the processor"),
});

/** The sections of a configuration. */
export const SECTIONS = {
  model,
  training,
  evaluation,
  earlyStop,
  checkpoint,
  runtime,
} as const;

/** A configuration as a file holds it. */
export const trainConfigSchema = z.strictObject({
  $schema: z
    .string()
    .optional()
    .describe("the JSON Schema that an editor checks this file with; not read"),
  arch: z.string().meta({
    description: "architecture, or the name it has in the reference",
    enum: [...new Set([...ARCHITECTURE_IDS, ...REFERENCE_IDS.keys()])],
  }),
  task: z.string().meta({
    description: `what is learned, such as ${Object.keys(TASKS).join(", ")}`,
    examples: Object.keys(TASKS),
  }),
  length: count
    .max(MOST_TOKENS)
    .default(10)
    .describe("size of a training problem, such as digits of an operand"),
  budget: count
    .max(MOST_PASSES)
    .default(24)
    .describe("compute budget: block passes of one forward"),
  model: model
    .prefault({})
    .describe(
      "the model; what has no default is as in the architecture's own row",
    ),
  training: training.prefault({}).describe("optimization"),
  evaluation: evaluation.prefault({}).describe("evaluation while training"),
  earlyStop: earlyStop
    .optional()
    .describe(
      "when the run ends before its last step, at an evaluation; absent, never",
    ),
  checkpoint: checkpoint.prefault({}).describe("what is kept of a run"),
  runtime: runtime.prefault({}).describe("what it is computed with"),
});

/** A complete training configuration; every default is the paper's run. */
export type TrainConfig = Omit<z.output<typeof trainConfigSchema>, "$schema">;

/** What a user writes: `arch` and `task`, and whatever differs from the defaults. */
export type TrainConfigInput = z.input<typeof trainConfigSchema>;
