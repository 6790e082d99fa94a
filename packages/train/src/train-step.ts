/** @file The compiled train step: feeds, the depth that a halting model runs at, and what comes back. */
import {
  dropoutKey,
  explorationMinimum,
  registerEagerKernels,
  type ModelConfig,
} from "@trm/models";
import type { CompiledFunction, Engine, HostTensor } from "@trm/onnx/runtime";
import { sequenceLength, type Batch, type Task } from "@trm/tasks";
import { getBackend } from "@tensorflow/tfjs-core";
import { adamWScalars, type AdamWOptions } from "./adam-w";
import { modelConfigOf, type TrainConfig } from "./config";
import {
  candidateDepths,
  chooseDepth,
  deeperThan,
  rememberDepth,
} from "./depth-policy";
import type { TrainState } from "./train-state";
import {
  explores,
  updateFunction,
  updateSignature,
  updatesPerStep,
  type UpdateSpec,
} from "./update";

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

/** What a train step needs to know. */
export interface TrainStepSpec {
  readonly modelConfig: ModelConfig;
  readonly optimizer: AdamWOptions;
  /** of dropout and exploration */
  readonly seed: number;
  /** sequences */
  readonly batchSize: number;
  /** tokens per sequence */
  readonly sequenceLength: number;
}

/**
 * Makes the models' own kernels known to the TF.js backend of an eager engine; compiling engines lower them by name.
 *
 * @param engine runs functions of `@trm/models`
 */
export function prepareEngine(engine: Engine): void {
  if (engine.name === "tfjs") registerEagerKernels(getBackend());
}

function feedsOf(
  spec: TrainStepSpec,
  state: TrainState,
  batch: Batch,
  step: number,
): Record<string, HostTensor> {
  const { modelConfig, optimizer, seed } = spec;
  const updates = updatesPerStep(modelConfig);
  const counts = Array.from(
    { length: updates },
    (_, i) => state.optimizerStep + i + 1,
  );
  const scalars = [...counts, state.optimizerStep / updates + 1].map((count) =>
    adamWScalars(optimizer, count),
  );
  const float = (data: Float32Array): HostTensor => ({
    dtype: "float32",
    shape: [data.length],
    data,
  });
  const pick = (key: "decay" | "stepSize" | "epsilon"): HostTensor =>
    float(Float32Array.from(scalars, (s) => s[key]));
  const int = (data: Int32Array, shape: number[]): HostTensor => ({
    dtype: "int32",
    shape,
    data,
  });
  const shape = [batch.batchSize, batch.sequenceLength];
  return {
    params: float(state.params),
    m: float(state.m),
    v: float(state.v),
    tokens: int(batch.tokens, shape),
    targets: int(batch.targets, shape),
    decay: pick("decay"),
    stepSize: pick("stepSize"),
    epsilon: pick("epsilon"),
    ...(modelConfig.dropout > 0 && {
      dropoutKey: int(Int32Array.of(dropoutKey(seed, step)), []),
    }),
    ...(explores(modelConfig) && {
      minimumSteps: int(
        explorationMinimum(modelConfig, seed, step, batch.batchSize),
        [batch.batchSize],
      ),
    }),
  };
}

type Outputs = Readonly<Record<string, HostTensor>>;

function vector(outputs: Outputs, name: string): Float32Array {
  const data = outputs[name]?.data;
  if (data instanceof Float32Array) return data;
  throw new Error(`the train step gave no float32 output ${name}`);
}

const scalar = (outputs: Outputs, name: string): number | undefined =>
  outputs[name]?.data[0];

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
  prepareEngine(engine);
  const { modelConfig, optimizer: betas } = spec;
  const updateSpec: UpdateSpec = { ...spec, betas };
  const depths = candidateDepths(modelConfig);
  const compiled = new Map<number, CompiledFunction>();

  const compile = async (depth: number): Promise<CompiledFunction> => {
    const known = compiled.get(depth);
    if (known) return known;
    const started = performance.now();
    const fn = updateFunction(updateSpec, depth);
    const made = await engine.compile(fn, updateSignature(updateSpec));
    compiled.set(depth, made);
    onCompiled?.({ depth, durationMs: performance.now() - started });
    return made;
  };

  const run: TrainStep["run"] = async (state, batch, step = state.step + 1) => {
    const feeds = feedsOf(spec, state, batch, step);
    const tried = chooseDepth(depths, state.depth);
    let durationMs = 0;
    for (let depth = tried; ;) {
      const fn = await compile(depth);
      const started = performance.now();
      const outputs = await fn.run(feeds);
      durationMs += performance.now() - started;
      const deeper = deeperThan(depths, depth);
      if (deeper === undefined || scalar(outputs, "running") === 0) {
        const next: Progress = {
          step: state.step + 1,
          optimizerStep: state.optimizerStep + updatesPerStep(modelConfig),
          depth: rememberDepth(state.depth, tried, depth),
        };
        return resultOf(outputs, next, depth, durationMs);
      }
      depth = deeper;
    }
  };

  return {
    sequenceLength: spec.sequenceLength,
    run,
    release: async () => {
      for (const fn of compiled.values()) await fn.release();
      compiled.clear();
    },
  };
}

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
