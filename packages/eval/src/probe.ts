/** @file What block applications do to the states, and how much gradient each of them gets. */
import * as tf from "@tensorflow/tfjs-core";
import type {
  Scalar,
  Tensor,
  Tensor1D,
  Tensor2D,
  Tensor3D,
} from "@tensorflow/tfjs-core";
import {
  cachedPasses,
  computeLoss,
  countSteps,
  crossEntropy,
  detach,
  detachState,
  embed,
  type ForwardOptions,
  initialState,
  type ModelConfig,
  parameterLayout,
  type Params,
  readout,
  recurrenceStep,
  unflatten,
  valueAndGradients,
} from "@trm/models";
import type { Signature, TensorFunction } from "@trm/onnx";
import type { Engine } from "@trm/onnx/runtime";
import { passSignature } from "./answer-pass";
import { describePass, type PassPlace } from "./describe-pass";
import { ProbeError } from "./errors";
import { checkParameters } from "./parameters";

/** What is probed: a model's shape, and that of the batches. */
export interface ProbeOptions {
  /** Where the probe runs; stays the caller's to release. */
  readonly engine: Engine;
  readonly config: ModelConfig;
  /** B, sequences. */
  readonly batchSize: number;
  /** T, tokens per sequence. */
  readonly sequenceLength: number;
}

/** Sequences to probe with, as a batch of `@trm/tasks` has them. */
export interface ProbeBatch {
  /** [B, T], row-major. */
  readonly tokens: Int32Array;
  /** [B, T] the token that follows; -100 where there is no loss. */
  readonly targets: Int32Array;
}

/**
 * Norms of the states and of their gradients; lists have one entry per block application p, in the order in which they
 * are computed. Norms are Euclidean, over the C channels of a position, and the mean over the B T positions is taken.
 */
export interface Probe {
  /** |x|, the embedding that every application with an input gets. */
  readonly embeddingNorm: number;
  /** |u + e_s|, what goes into the block. */
  readonly inputNorms: readonly number[];
  /** |B(u + e_s)|, the state that the application makes. */
  readonly outputNorms: readonly number[];
  /** |B(u + e_s) - (u + e_s)|, what the block writes, against what is there. */
  readonly updateNorms: readonly number[];
  /**
   * |d loss / d output_p| / (B T), the norm over the whole batch; exactly 0 where the way back is cut. The loss is
   * training's, without dropout and exploration: with every-step supervision the mean of all steps' cross entropies,
   * with carried supervision each step's own, which is all that its applications feel.
   */
  readonly gradientNorms: readonly number[];
  /** Which state each application makes. */
  readonly states: readonly PassPlace["state"][];
}

/** Probes one model again and again, as it is trained. */
export interface ModelProbe {
  /**
   * @param params [parameterLayout(config).size]
   * @throws {ParameterCountError | NonFiniteParameterError} when the parameters are not the model's
   * @throws {ProbeError} when the batch has another shape
   */
  run(params: Float32Array, batch: ProbeBatch): Promise<Probe>;
  /** Frees what the probe holds; the probe is of no use afterwards. */
  release(): Promise<void>;
}

/** The mean over positions of the norm over channels: [B, T, C] to a number. */
const meanNorm = (states: Tensor3D): Scalar =>
  tf.mean(tf.sqrt(tf.sum(tf.square(states), -1)));

/** What a forward's block applications showed. */
interface Seen {
  readonly inputNorms: Scalar[];
  readonly outputNorms: Scalar[];
  readonly updateNorms: Scalar[];
}

/** Records every application, and adds its zeros to what it gives, so that the loss can be differentiated there. */
const tapOf =
  (
    seen: Seen,
    zeros: readonly Tensor3D[],
  ): NonNullable<ForwardOptions["tap"]> =>
  ({ pass, input, output }) => {
    seen.inputNorms[pass] = meanNorm(input);
    seen.outputNorms[pass] = meanNorm(output);
    seen.updateNorms[pass] = meanNorm(tf.sub(output, input));
    return tf.add<Tensor3D>(output, zeros[pass]!);
  };

/**
 * The losses of carried supervision without its updates in between:
 *
 *   sum over steps of the cross entropy of head(LN(y_s)), the states detached between steps
 *
 * Differs: training with haltLossWeight adds q's loss, and drops the sequences that have halted.
 */
const carriedLosses = (
  params: Params,
  tokens: Tensor2D,
  targets: Tensor2D,
  config: ModelConfig,
  options: ForwardOptions,
): Scalar => {
  const x = embed(params, tokens, config);
  let state = initialState(params, x, config);
  const losses: Scalar[] = [];
  for (let s = 0; s < countSteps(config); s++) {
    const after = recurrenceStep(params, x, state, s, config, options);
    losses.push(crossEntropy(readout(params, after.solution), targets));
    state = detachState(after);
  }
  return tf.addN(losses);
};

/** Training's loss. */
const lossOf = (
  params: Params,
  tokens: Tensor2D,
  targets: Tensor2D,
  config: ModelConfig,
  options: ForwardOptions,
): Scalar =>
  config.supervision === "carried"
    ? carriedLosses(params, tokens, targets, config, options)
    : computeLoss(params, tokens, targets, config, options).loss;

/** |g| / (B T); a gradient that does not arrive is 0. */
const gradientNorm = (gradient: Tensor | null, [B, T]: number[]): Scalar =>
  gradient
    ? tf.div(tf.sqrt(tf.sum(tf.square(gradient))), B! * T!)
    : tf.scalar(0);

/** All norms of one forward and backward: one vector [passes] of each kind. */
const probeFunction =
  (config: ModelConfig): TensorFunction =>
  (inputs) => {
    const params = unflatten(
      inputs.params as Tensor1D,
      parameterLayout(config),
    );
    const tokens = inputs.tokens as Tensor2D;
    const [B, T] = tokens.shape;
    const passes = cachedPasses(config);
    // One block of zeros under as many names as there are applications.
    const zero = tf.zeros<tf.Rank.R3>([B, T, config.nEmbd]);
    const zeros = Array.from({ length: passes }, () => detach(zero));
    const { value, gradients } = valueAndGradients(() => {
      const seen: Seen = { inputNorms: [], outputNorms: [], updateNorms: [] };
      const loss = lossOf(params, tokens, inputs.targets as Tensor2D, config, {
        tap: tapOf(seen, zeros),
      });
      return {
        loss,
        inputNorms: tf.stack(seen.inputNorms),
        outputNorms: tf.stack(seen.outputNorms),
        updateNorms: tf.stack(seen.updateNorms),
      };
    }, zeros);
    const { inputNorms, outputNorms, updateNorms } = value;
    return {
      embeddingNorm: meanNorm(embed(params, tokens, config)),
      inputNorms,
      outputNorms,
      updateNorms,
      gradientNorms: tf.stack(
        gradients.map((gradient) => gradientNorm(gradient, [B, T])),
      ),
    };
  };

const probeSignature = (
  config: ModelConfig,
  shape: readonly [B: number, T: number],
): Signature => ({
  ...passSignature(config, shape),
  targets: { dtype: "int32", shape },
});

/** The batch's tensors, once they are known to have the shape that was compiled. */
const batchFeeds = ({ tokens, targets }: ProbeBatch, [B, T]: number[]) => {
  const shape = [B!, T!];
  for (const [name, { length }] of Object.entries({ tokens, targets }))
    if (length !== B! * T!)
      throw new ProbeError(
        `The probe's ${name} must be ${B} sequences of ${T} tokens, ${B! * T!} numbers, but are ${length}: give the batch that the probe was made for.`,
      );
  return {
    tokens: { dtype: "int32", shape, data: tokens },
    targets: { dtype: "int32", shape, data: targets },
  } as const;
};

/**
 * Compiles a probe: one forward and backward that gives norms instead of an update.
 *
 * Where an application's output enters the loss, zeros are added to it; the gradient with respect to these zeros is
 * the output's own, detached states and all.
 *
 * @throws whatever `compile` throws
 */
export const createProbe = async ({
  engine,
  config,
  batchSize,
  sequenceLength,
}: ProbeOptions): Promise<ModelProbe> => {
  const shape = [batchSize, sequenceLength] as const;
  const compiled = await engine.compile(
    probeFunction(config),
    probeSignature(config, shape),
  );
  const states = Array.from(
    { length: cachedPasses(config) },
    (_, pass) => describePass(config, pass).state,
  );
  return {
    run: async (params, batch) => {
      checkParameters(config, params);
      const found = await compiled.run({
        params: { dtype: "float32", shape: [params.length], data: params },
        ...batchFeeds(batch, [...shape]),
      });
      const numbers = (name: string) => Array.from(found[name]!.data);
      return {
        embeddingNorm: numbers("embeddingNorm")[0]!,
        inputNorms: numbers("inputNorms"),
        outputNorms: numbers("outputNorms"),
        updateNorms: numbers("updateNorms"),
        gradientNorms: numbers("gradientNorms"),
        states,
      };
    },
    release: () => compiled.release(),
  };
};

/**
 * Probes a model once: {@link createProbe}, one run, release.
 *
 * @throws as {@link createProbe} and its `run`
 */
export const probeModel = async ({
  params,
  tokens,
  targets,
  ...options
}: ProbeOptions &
  ProbeBatch & { readonly params: Float32Array }): Promise<Probe> => {
  const probe = await createProbe(options);
  try {
    return await probe.run(params, { tokens, targets });
  } finally {
    await probe.release();
  }
};
