/** @file What a probe must find, computed without it: states by the recurrence's equations, gradients by differences. */
import {
  add,
  div,
  reshape,
  slice,
  stack,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from "@tensorflow/tfjs-core";
import {
  cachedPasses,
  computeLoss,
  crossEntropy,
  embed,
  forward,
  initParameters,
  type ModelConfig,
  parameterLayout,
  type Params,
  parseModelConfig,
  passesPerStep,
  readout,
  unflatten,
} from "@trm/models";
import type { Engine, Feeds } from "@trm/onnx/runtime";
import { batch, type Batch, copy } from "@trm/tasks";

const SMALL = {
  ...{ vocabSize: copy.alphabet.size, blockSize: 6, nEmbd: 4, nHead: 1 },
  nLayer: 2,
};

export const small = (over: Readonly<Record<string, unknown>>): ModelConfig =>
  parseModelConfig({ ...SMALL, ...over });

export const examples = (batchSize: number): Batch =>
  batch(copy, { length: 2, seed: 1, split: "eval", index: 0, batchSize });

/** Random weights that are large enough for blocks to change what is there. */
export const wild = (config: ModelConfig, seed = 5): Float32Array =>
  initParameters(config, seed).map((weight) => weight * 5);

const feedsOf = (params: Float32Array, data: Batch) => {
  const shape = [data.batchSize, data.sequenceLength];
  return {
    params: { dtype: "float32", shape: [params.length], data: params },
    tokens: { dtype: "int32", shape, data: data.tokens },
    targets: { dtype: "int32", shape, data: data.targets },
  } as const satisfies Feeds;
};

const paramsOf = (flat: unknown, config: ModelConfig): Params =>
  unflatten(flat as Tensor1D, parameterLayout(config));

/** Rows of C numbers. */
type Rows = readonly (readonly number[])[];

const rowsOf = (data: ArrayLike<number>, C: number): Rows =>
  Array.from({ length: data.length / C }, (_, i) =>
    Array.from({ length: C }, (_, c) => data[i * C + c]!),
  );

const plus = (...all: readonly Rows[]): Rows =>
  all[0]!.map((row, i) =>
    row.map((_, c) => all.reduce((sum, rows) => sum + rows[i]![c]!, 0)),
  );

export const minus = (a: Rows, b: Rows): Rows =>
  a.map((row, i) => row.map((value, c) => value - b[i]![c]!));

export const meanNorm = (rows: Rows): number =>
  rows.reduce((sum, row) => sum + Math.hypot(...row), 0) / rows.length;

/** x, what every application gave, and the vectors that a state begins with or gets, from a plain forward on the CPU. */
export const statesOf = async (
  cpu: Engine,
  config: ModelConfig,
  params: Float32Array,
  data: Batch,
) => {
  const feeds = feedsOf(params, data);
  const fn = await cpu.compile(
    (inputs) => {
      const weights = paramsOf(inputs.params, config);
      const tokens = inputs.tokens as Tensor2D;
      const { passes } = forward(weights, tokens, config);
      const { stepEmbedding, solution, reasoning } = weights;
      return {
        x: embed(weights, tokens, config),
        passes: stack([...passes]),
        ...(stepEmbedding && { stepEmbedding }),
        ...(solution && { solution }),
        ...(reasoning && { reasoning }),
      };
    },
    { params: feeds.params, tokens: feeds.tokens },
  );
  const { params: flat, tokens } = feeds;
  const found = await fn.run({ params: flat, tokens });
  const C = config.nEmbd;
  const x = rowsOf(found.x!.data, C);
  const everywhere = (name: string, row = 0): Rows => {
    const rows = found[name] && rowsOf(found[name].data, C);
    return x.map(() => rows?.[row] ?? Array<number>(C).fill(0));
  };
  const all = rowsOf(found.passes!.data, C);
  const passes = Array.from({ length: cachedPasses(config) }, (_, p) =>
    all.slice(p * x.length, (p + 1) * x.length),
  );
  return { x, passes, everywhere };
};

/** The equations of the recurrence: what goes into every application. */
export const inputsOf = (
  config: ModelConfig,
  { x, passes, everywhere }: Awaited<ReturnType<typeof statesOf>>,
): Rows[] => {
  let [y, z] =
    config.streams === 1
      ? [x, x]
      : [everywhere("solution"), everywhere("reasoning")];
  return passes.map((output, p) => {
    const e = everywhere(
      "stepEmbedding",
      Math.floor(p / passesPerStep(config)),
    );
    if (config.streams === 1) {
      const input = plus(y, e);
      y = output;
      return input;
    }
    const makesY = (p + 1) % (config.nInnerLoops + 1) === 0;
    const input = makesY ? plus(y, z, e) : plus(x, y, z, e);
    if (makesY) y = output;
    else z = output;
    return input;
  });
};

/** Of central differences: large enough for float32, small enough for the curvature. */
const STEP = 4e-3;

/**
 * The losses as a function of where one number of one output is, and by how much it is moved; only ever forward. One
 * loss, or where every step is looked at, each step's share of it.
 */
const movableLosses = async (
  engine: Engine,
  config: ModelConfig,
  params: Float32Array,
  data: Batch,
) => {
  const size = [data.batchSize, data.sequenceLength, config.nEmbd] as const;
  const feeds = feedsOf(params, data);
  const shape = [cachedPasses(config), ...size];
  const moved = { dtype: "float32", shape } as const;
  const fn = await engine.compile(
    (inputs) => {
      const tap = ({ pass, output }: { pass: number; output: Tensor3D }) => {
        const own = slice(inputs.moved!, [pass, 0, 0, 0], [1, ...size]);
        return add<Tensor3D>(output, reshape(own, [...size]));
      };
      const weights = paramsOf(inputs.params, config);
      const tokens = inputs.tokens as Tensor2D;
      const targets = inputs.targets as Tensor2D;
      if (config.supervision === "last") {
        const report = computeLoss(weights, tokens, targets, config, { tap });
        return { losses: reshape(report.loss, [1]) };
      }
      const { solutions } = forward(weights, tokens, config, { tap });
      const share = config.supervision === "carried" ? 1 : solutions.length;
      const losses = solutions.map((y) =>
        div(crossEntropy(readout(weights, y), targets), share),
      );
      return { losses: stack(losses) };
    },
    { ...feeds, moved },
  );
  const zeros = new Float32Array(shape.reduce((a, b) => a * b));
  const lossesAt = async (place: number, by: number): Promise<number[]> => {
    const given = { ...moved, data: zeros.with(place, by) };
    const { losses } = await fn.run({ ...feeds, moved: given });
    return Array.from(losses!.data);
  };
  return { lossesAt, release: () => fn.release() };
};

/** Whether a step's loss is felt by the step's own applications alone. */
const ownStepOnly = ({ supervision, gradient }: ModelConfig): boolean =>
  supervision === "carried" ||
  (supervision === "every-step" && gradient !== "full");

/**
 * |d loss / d output_p| / (B T) for every application p, by central differences; where states are cut between steps,
 * of the loss of p's own step.
 */
export const differences = async (
  engine: Engine,
  config: ModelConfig,
  params: Float32Array,
  data: Batch,
): Promise<number[]> => {
  const fn = await movableLosses(engine, config, params, data);
  const positions = data.batchSize * data.sequenceLength;
  const size = positions * config.nEmbd;
  const norms: number[] = [];
  for (let pass = 0; pass < cachedPasses(config); pass++) {
    const step = Math.floor(pass / passesPerStep(config));
    const lossAt = async (place: number, by: number): Promise<number> => {
      const losses = await fn.lossesAt(place, by);
      const felt = ownStepOnly(config) ? [losses[step]!] : losses;
      return felt.reduce((a, b) => a + b);
    };
    let squares = 0;
    for (let i = pass * size; i < (pass + 1) * size; i++) {
      const rise = (await lossAt(i, STEP)) - (await lossAt(i, -STEP));
      squares += (rise / (2 * STEP)) ** 2;
    }
    norms.push(Math.sqrt(squares) / positions);
  }
  await fn.release();
  return norms;
};
