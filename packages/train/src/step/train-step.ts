/** @file The compiled train step: what goes in, and what comes back. */
import type { Engine } from "@trm/onnx/runtime";
import { sequenceLength, type Batch, type Task } from "@trm/tasks";
import { modelConfigOf, type TrainConfig } from "../config/config";
import { learningRateAt } from "../optimizer/schedule";
import type { TrainState } from "../run/train-state";
import { scalarFeeds, type TrainStepSpec } from "./feeds";
import { updatesPerStep } from "./graph-inputs";
import { stepInParts } from "./step-in-parts";
import { wholeStep } from "./whole-step";

/** A graph has been compiled. */
export interface CompiledDepth {
  /** recurrence steps that it unrolls */
  readonly depth: number;
  readonly durationMs: number;
}

/** What one train step did. */
export interface StepResult {
  readonly state: TrainState;
  /** that the step's updates were made with */
  readonly learningRate: number;
  /** nats, before the update */
  readonly loss: number;
  /** Euclidean norm over all gradients, before clipping */
  readonly gradientNorm: number;
  /** mean recurrence steps used, over positions (ACT) or sequences (q-halt); absent without halting */
  readonly meanActSteps?: number;
  /** recurrence steps that were unrolled, the most of any part of the batch */
  readonly depth: number;
  /** time in the engine, reruns included, compilation excluded */
  readonly durationMs: number;
}

/** A train step for batches of one shape; nothing of a run is in it, so a state gives the same result at any time. */
export interface TrainStep {
  /** tokens per sequence that it takes */
  readonly sequenceLength: number;
  /**
   * @param state before the step
   * @param batch [B, T]
   * @param step number of the step, counted from 1, which decides its randomness and learning rate; the one after `state` if absent
   */
  run(state: TrainState, batch: Batch, step?: number): Promise<StepResult>;
  release(): Promise<void>;
}

/** The learning rate of a step. */
const rateAt = (
  { schedule, optimizer }: TrainStepSpec,
  step: number,
): number =>
  schedule ? learningRateAt(schedule, step) : optimizer.learningRate;

/**
 * Compiles train steps: forward, backward and update in one graph, or, where a batch is computed in parts, forward and
 * backward of a part in one and the update in another. A model that halts is compiled at a few depths, when they are
 * first needed; the shallowest that lately sufficed runs, and where it turns out that something had not halted, the step
 * runs again, deeper. The numbers are those of the whole unroll.
 *
 * @param engine where it runs
 * @param spec model, optimizer and batch shape
 * @param onCompiled hears of every compilation of a depth
 */
export function compileTrainStep(
  engine: Engine,
  spec: TrainStepSpec,
  onCompiled?: (compiled: CompiledDepth) => void,
): TrainStep {
  const { accumulationSteps = 1, modelConfig } = spec;
  const make = accumulationSteps > 1 ? stepInParts : wholeStep;
  const runner = make(engine, spec, (depth, durationMs) =>
    onCompiled?.({ depth, durationMs }),
  );
  const run: TrainStep["run"] = async (state, batch, step = state.step + 1) => {
    const learningRate = rateAt(spec, step);
    const scalars = scalarFeeds(spec, state.optimizerStep, learningRate);
    const done = await runner.run(state, batch, step, scalars);
    const { weights, policy, ...report } = done;
    const next: TrainState = {
      ...weights,
      step: state.step + 1,
      optimizerStep: state.optimizerStep + updatesPerStep(modelConfig),
      depth: policy,
    };
    return { ...report, state: next, learningRate };
  };
  return {
    sequenceLength: spec.sequenceLength,
    run,
    release: () => runner.release(),
  };
}

/**
 * The train step of a run; see {@link compileTrainStep}.
 *
 * @param engine where it runs
 * @param config the run's configuration
 * @param task what is learned
 * @param onCompiled hears of every compilation
 */
export function createTrainStep(
  engine: Engine,
  config: TrainConfig,
  task: Task,
  onCompiled?: (compiled: CompiledDepth) => void,
): TrainStep {
  const spec: TrainStepSpec = {
    modelConfig: modelConfigOf(config, task),
    optimizer: config.training,
    schedule: config.training,
    accumulationSteps: config.training.accumulationSteps,
    seed: config.training.seed,
    batchSize: config.training.batchSize,
    sequenceLength: sequenceLength(task, config.length),
  };
  return compileTrainStep(engine, spec, onCompiled);
}
