/** @file The compiled train step: feeds, the depth that a halting model runs at, and what comes back. */
import type { CompiledFunction, Engine, HostTensor } from "@trm/onnx/runtime";
import { sequenceLength, type Batch, type Task } from "@trm/tasks";
import { modelConfigOf, type TrainConfig } from "../config/config";
import { candidateDepths, depthsToTry, rememberDepth } from "./depth-policy";
import { feedsOf, type TrainStepSpec } from "./feeds";
import type { TrainState } from "../run/train-state";
import { updateFunction, updateSignature, updatesPerStep } from "./update";

/** A graph has been compiled. */
export interface CompiledDepth {
  /** recurrence steps that it unrolls */
  readonly depth: number;
  readonly durationMs: number;
}

/** What one train step did. */
export interface StepResult {
  readonly state: TrainState;
  /** nats, before the update */
  readonly loss: number;
  /** Euclidean norm over all gradients */
  readonly gradientNorm: number;
  /** mean recurrence steps used, over positions (ACT) or sequences (q-halt); absent without halting */
  readonly meanActSteps?: number;
  /** recurrence steps that were unrolled */
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
   * @param step number of the step, counted from 1, which decides its randomness; the one after `state` if absent
   */
  run(state: TrainState, batch: Batch, step?: number): Promise<StepResult>;
  release(): Promise<void>;
}

type Outputs = Readonly<Record<string, HostTensor>>;

function vector(outputs: Outputs, name: string): Float32Array {
  const data = outputs[name]?.data;
  if (data instanceof Float32Array) return data;
  throw new Error(`the train step gave no float32 output ${name}`);
}

const scalar = (outputs: Outputs, name: string): number | undefined =>
  outputs[name]?.data[0];

type Progress = Pick<TrainState, "step" | "optimizerStep" | "depth">;

const resultOf = (
  outputs: Outputs,
  progress: Progress,
  depth: number,
  durationMs: number,
): StepResult => ({
  state: {
    ...progress,
    params: vector(outputs, "nextParams"),
    m: vector(outputs, "nextM"),
    v: vector(outputs, "nextV"),
  },
  loss: scalar(outputs, "loss") ?? NaN,
  gradientNorm: scalar(outputs, "gradientNorm") ?? NaN,
  meanActSteps: scalar(outputs, "meanSteps"),
  depth,
  durationMs,
});

/** Depths kept compiled; each holds memory for all its activations. */
const MAX_COMPILED = 3;

/** Compiled functions by depth, made when they are first asked for; the least lately used makes room. */
function compileLazily(
  engine: Engine,
  spec: TrainStepSpec,
  onCompiled?: (compiled: CompiledDepth) => void,
) {
  const update = { ...spec, betas: spec.optimizer };
  const made = new Map<number, CompiledFunction>();
  return {
    at: async (depth: number): Promise<CompiledFunction> => {
      const known = made.get(depth);
      if (known) {
        made.delete(depth);
        made.set(depth, known);
        return known;
      }
      for (const [unused, fn] of [...made].slice(0, 1 - MAX_COMPILED)) {
        made.delete(unused);
        await fn.release();
      }
      const started = performance.now();
      const fn = updateFunction(update, depth);
      const compiled = await engine.compile(fn, updateSignature(update));
      made.set(depth, compiled);
      onCompiled?.({ depth, durationMs: performance.now() - started });
      return compiled;
    },
    release: async (): Promise<void> => {
      for (const compiled of made.values()) await compiled.release();
      made.clear();
    },
  };
}

/**
 * Compiles train steps: forward, backward and AdamW in one graph. A model that halts is compiled at a few depths, when
 * they are first needed; the shallowest that lately sufficed runs, and where it turns out that something had not halted,
 * the step runs again, deeper. The numbers are those of the whole unroll.
 *
 * @param engine where it runs
 * @param spec model, optimizer and batch shape
 * @param onCompiled hears of every compilation
 */
export function compileTrainStep(
  engine: Engine,
  spec: TrainStepSpec,
  onCompiled?: (compiled: CompiledDepth) => void,
): TrainStep {
  const depths = candidateDepths(spec.modelConfig);
  const updates = updatesPerStep(spec.modelConfig);
  const compiled = compileLazily(engine, spec, onCompiled);

  const run: TrainStep["run"] = async (state, batch, step = state.step + 1) => {
    const feeds = feedsOf(spec, state, batch, step);
    const tries = depthsToTry(depths, state.depth);
    let durationMs = 0;
    const runAt = async (depth: number): Promise<Outputs> => {
      const fn = await compiled.at(depth);
      const started = performance.now();
      const outputs = await fn.run(feeds);
      durationMs += performance.now() - started;
      return outputs;
    };
    for (const depth of tries) {
      let outputs = await runAt(depth);
      if (depth !== tries.at(-1) && scalar(outputs, "running") !== 0) continue;
      // The graph took the last y that it unrolled; q-halt may have ended the batch before.
      const taken = scalar(outputs, "stepsTaken") ?? depth;
      if (taken < depth) outputs = await runAt(taken);
      const progress: Progress = {
        step: state.step + 1,
        optimizerStep: state.optimizerStep + updates,
        depth: rememberDepth(state.depth, tries[0]!, depth),
      };
      return resultOf(outputs, progress, depth, durationMs);
    }
    throw new Error("no depth suffices, not even the whole unroll");
  };
  const { sequenceLength } = spec;
  return { sequenceLength, run, release: compiled.release };
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
    seed: config.training.seed,
    batchSize: config.training.batchSize,
    sequenceLength: sequenceLength(task, config.length),
  };
  return compileTrainStep(engine, spec, onCompiled);
}
