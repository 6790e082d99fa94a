/** @file What a model would answer after every block pass: the logit lens on its recursion. */
import {
  concat,
  softmax,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from "@tensorflow/tfjs-core";
import {
  countSteps,
  forward,
  type ModelConfig,
  parameterLayout,
  passesPerStep,
  readout,
  unflatten,
} from "@trm/models";
import type { TensorFunction } from "@trm/onnx";
import type { Engine, HostTensor } from "@trm/onnx/runtime";
import { passSignature } from "./answer-pass";
import { checkRequest } from "./decode-request";
import { argmax } from "./decoding";
import { describePass, type PassPlace } from "./describe-pass";
import { checkParameters } from "./parameters";

/** What to look into. */
export interface TraceOptions {
  /** Where the forward runs; stays the caller's to release. */
  readonly engine: Engine;
  readonly config: ModelConfig;
  /** [parameterLayout(config).size] all parameters. */
  readonly params: Float32Array;
  /** [T] tokens that the model reads. */
  readonly tokens: readonly number[];
}

/** What is predicted after each position: one entry per token that was read. */
export interface Prediction {
  /** [T] likeliest next token. */
  readonly tokens: readonly number[];
  /** [T] its probability. */
  readonly probabilities: readonly number[];
}

/** What one block pass would answer if it were the last. */
export type TracedPass = Prediction & PassPlace;

/** A model's recursion over one text. */
export interface RecursionTrace {
  /** In the order in which they are computed; those after halting, too. */
  readonly passes: readonly TracedPass[];
  /** What the model answers. */
  readonly output: Prediction;
  /** [T] recurrence steps used before halting; absent without halting. */
  readonly stepsUsed?: readonly number[];
}

/** The final LayerNorm and head on every pass's state: probabilities [passes + 1, T, V], the model's own last. */
const traceFunction =
  (config: ModelConfig): TensorFunction =>
  ({ params, tokens }) => {
    const weights = unflatten(params as Tensor1D, parameterLayout(config));
    const { logits, passes, stepsUsed } = forward(
      weights,
      tokens as Tensor2D,
      config,
      { perSequenceHalt: true },
    );
    const all: Tensor3D[] = [
      ...passes.map((state) => readout(weights, state)),
      logits,
    ];
    const outputs: Record<string, Tensor> = {
      probabilities: softmax(concat(all, 0)),
    };
    if (stepsUsed) outputs.steps = stepsUsed;
    return outputs;
  };

/** The likeliest token at each of T positions and its probability. */
const predictionOf = (
  { data }: HostTensor,
  layer: number,
  T: number,
  V: number,
): Prediction => {
  const rows = Array.from({ length: T }, (_, t) => {
    const start = (layer * T + t) * V;
    return Float32Array.from(data.subarray(start, start + V));
  });
  const tokens = rows.map(argmax);
  return {
    tokens,
    probabilities: tokens.map((token, t) => rows[t]?.[token] ?? NaN),
  };
};

/**
 * Reads tokens and says, for every block pass, what the model would answer at every position if that pass were the
 * last (final LayerNorm and head on the state that the pass made), and how many steps each position used.
 *
 * @throws {ParameterCountError | NonFiniteParameterError} when the parameters are not the model's
 * @throws {InvalidDecodeRequestError | SequenceTooLongError} when the model cannot read the tokens
 * @see nostalgebraist 2020, "interpreting GPT: the logit lens"
 */
export const traceRecursion = async ({
  engine,
  config,
  params,
  tokens,
}: TraceOptions): Promise<RecursionTrace> => {
  checkParameters(config, params);
  checkRequest({ prompts: [tokens], maxNewTokens: 1 }, config);
  const T = tokens.length;
  const signature = passSignature(config, [1, T]);
  const traced = await engine.compile(traceFunction(config), signature);
  try {
    const { probabilities, steps } = await traced.run({
      params: { dtype: "float32", shape: [params.length], data: params },
      tokens: { dtype: "int32", shape: [1, T], data: Int32Array.from(tokens) },
    });
    const V = config.vocabSize;
    const predicted = (layer: number) =>
      predictionOf(probabilities!, layer, T, V);
    const count = countSteps(config) * passesPerStep(config);
    const passes = Array.from({ length: count }, (_, pass) => ({
      ...describePass(config, pass),
      ...predicted(pass),
    }));
    const output = predicted(count);
    return steps
      ? { passes, output, stepsUsed: Array.from(steps.data) }
      : { passes, output };
  } finally {
    await traced.release();
  }
};
