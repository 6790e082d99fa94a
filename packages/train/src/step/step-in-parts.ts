/** @file A train step whose batch is computed in parts, one after the other, so that less has to be in memory. */
import type { CompiledFunction, Engine, Feeds } from "@trm/onnx/runtime";
import type { Batch } from "@trm/tasks";
import type { TrainState } from "../run/train-state";
import {
  partFunction,
  partSignature,
  sumUpdateFunction,
  sumUpdateSignature,
} from "./accumulate";
import { CompiledFunctions } from "./compiled-functions";
import {
  batchFeeds,
  float,
  randomFeeds,
  stateFeeds,
  type TrainStepSpec,
} from "./feeds";
import { nextWeights, scalar, vector } from "./outputs";
import type { OnCompiled, StepRunner } from "./step-runner";
import { unroll, type Unrolled } from "./unroll";

/** Sequences `index` × size to (`index` + 1) × size. */
const partOf = (batch: Batch, index: number, batchSize: number): Batch => {
  const { sequenceLength } = batch;
  const from = index * batchSize * sequenceLength;
  const to = from + batchSize * sequenceLength;
  return {
    tokens: batch.tokens.slice(from, to),
    targets: batch.targets.slice(from, to),
    batchSize,
    sequenceLength,
  };
};

/** What a part leaves behind beside its gradient. */
interface Part extends Pick<Unrolled, "depth" | "durationMs"> {
  readonly loss: number;
  readonly meanActSteps?: number;
  /** per entry of the layout: 1 where it has a gradient, else 0 */
  readonly reached: ArrayLike<number>;
}

const partReport = ({ outputs, depth, durationMs }: Unrolled): Part => ({
  depth,
  durationMs,
  loss: scalar(outputs, "loss") ?? NaN,
  meanActSteps: scalar(outputs, "meanSteps"),
  reached: outputs["reached"]?.data ?? [],
});

const sumOf = (numbers: readonly number[]): number =>
  numbers.reduce((sum, n) => sum + n, 0);

/** Means over the parts; the most that was unrolled, and all the time it took. */
const reportOf = (parts: readonly Part[]) => {
  const steps = parts.flatMap(({ meanActSteps }) => meanActSteps ?? []);
  return {
    loss: sumOf(parts.map(({ loss }) => loss)) / parts.length,
    ...(steps.length > 0 && { meanActSteps: sumOf(steps) / parts.length }),
    depth: Math.max(...parts.map(({ depth }) => depth)),
    durationMs: sumOf(parts.map(({ durationMs }) => durationMs)),
  };
};

/** One character per entry of the layout: 1 where any part has a gradient, else 0. */
const reachedBy = (parts: readonly Part[]): string =>
  Array.from(parts[0]?.reached ?? [], (_, entry) =>
    Math.max(...parts.map(({ reached }) => reached[entry] ?? 0)),
  ).join("");

/** Runs the parts of a batch, adding up their gradients; how deep the next is unrolled follows from the one before. */
async function accumulate(
  spec: TrainStepSpec,
  at: (depth: number) => Promise<CompiledFunction>,
  state: TrainState,
  batch: Batch,
  step: number,
) {
  const { modelConfig, batchSize } = spec;
  const k = batch.batchSize / batchSize;
  let sum: Float32Array = new Float32Array(state.params.length);
  let policy = state.depth;
  const parts: Part[] = [];
  for (let i = 0; i < k; i += 1) {
    const feeds: Feeds = {
      params: float(state.params),
      sum: float(sum),
      ...batchFeeds(partOf(batch, i, batchSize)),
      ...randomFeeds(spec, (step - 1) * k + i + 1),
    };
    const done = await unroll(modelConfig, at, policy, feeds);
    sum = vector(done.outputs, "nextSum");
    policy = done.policy;
    parts.push(partReport(done));
  }
  return { sum, policy, parts };
}

/** The functions of a batch in `k` parts: a part's by depth, the update's by which entries have a gradient. */
function compileParts(
  engine: Engine,
  spec: TrainStepSpec,
  k: number,
  onCompiled: OnCompiled,
) {
  const gradients = new CompiledFunctions(async (depth: number) => {
    const started = performance.now();
    const fn = partFunction(spec, depth);
    const compiled = await engine.compile(fn, partSignature(spec));
    onCompiled(depth, performance.now() - started);
    return compiled;
  });
  const updates = new CompiledFunctions((reached: string) => {
    const flags = [...reached].map((flag) => flag === "1");
    const fn = sumUpdateFunction(spec, k, flags);
    return engine.compile(fn, sumUpdateSignature(spec));
  });
  return { gradients, updates };
}

/**
 * Runs a batch in k parts: gradient = mean of the parts' gradients, then one update. Every part halts for itself and
 * has its own randomness, that of the step number (t - 1) k + i + 1 for part i of step t.
 *
 * @param engine where it runs
 * @param spec what is compiled; `batchSize` is that of the whole batch
 * @param onCompiled hears of every depth that is compiled
 */
export function stepInParts(
  engine: Engine,
  { accumulationSteps: k = 1, ...spec }: TrainStepSpec,
  onCompiled: OnCompiled,
): StepRunner {
  const part = { ...spec, batchSize: spec.batchSize / k };
  const carried = spec.modelConfig.supervision === "carried";
  if (carried || !Number.isInteger(part.batchSize))
    throw new Error(`this batch cannot be computed in ${k} parts`);
  const { gradients, updates } = compileParts(engine, part, k, onCompiled);
  return {
    run: async (state, batch, step, scalars) => {
      const at = (depth: number) => gradients.at(depth);
      const done = await accumulate(part, at, state, batch, step);
      const { parts, policy } = done;
      const update = await updates.at(reachedBy(parts));
      const sum = float(done.sum);
      const started = performance.now();
      const updated = await update.run({
        ...stateFeeds(state),
        sum,
        ...scalars,
      });
      const updateMs = performance.now() - started;
      const { durationMs, ...report } = reportOf(parts);
      return {
        ...report,
        weights: nextWeights(updated),
        policy,
        gradientNorm: scalar(updated, "gradientNorm") ?? NaN,
        durationMs: durationMs + updateMs,
      };
    },
    release: async () => {
      await gradients.release();
      await updates.release();
    },
  };
}
