/** @file The named inputs of a train step's graphs: their shapes, and how a graph reads them. */
import {
  canStopEarly,
  parameterLayout,
  teachesHalting,
  type ForwardOptions,
  type ModelConfig,
} from "@trm/models";
import type { Signature, TensorSpec } from "@trm/onnx";
import * as tf from "@tensorflow/tfjs-core";
import type { AdamWScalars, UpdateRule } from "../optimizer/adam-w";

/** What a train step is compiled for. */
export interface UpdateSpec {
  readonly modelConfig: ModelConfig;
  readonly optimizer: UpdateRule & {
    /** decay of the average of the weights; absent, there is none */
    readonly emaDecay?: number;
  };
  /** sequences */
  readonly batchSize: number;
  /** tokens per sequence */
  readonly sequenceLength: number;
}

/** Optimizer updates inside one train step: one, or one per recurrence step where supervision is carried. */
export const updatesPerStep = ({ supervision, nLayer }: ModelConfig): number =>
  supervision === "carried" ? nLayer : 1;

/** Whether q-halt draws minimum steps in training; `fullCompute` asks no q in a forward, but does not keep q from learning. */
export const explores = (config: ModelConfig): boolean => {
  const asked = config.supervision !== "carried" && !config.fullCompute;
  return (
    config.halting === "q" &&
    config.haltExplorationProb > 0 &&
    (asked || teachesHalting(config))
  );
};

const float = (...shape: number[]): TensorSpec => ({ dtype: "float32", shape });
const int = (...shape: number[]): TensorSpec => ({ dtype: "int32", shape });

/** A vector with an element for each of the model's parameters. */
export const flatSpec = ({ modelConfig }: UpdateSpec): TensorSpec =>
  float(parameterLayout(modelConfig).size);

/** What an update changes. */
export const stateSignature = (spec: UpdateSpec): Signature => {
  const flat = flatSpec(spec);
  const averages = spec.optimizer.emaDecay !== undefined;
  return { params: flat, m: flat, v: flat, ...(averages && { ema: flat }) };
};

/** [B, T] each. */
export const batchSignature = (spec: UpdateSpec): Signature => {
  const shape = int(spec.batchSize, spec.sequenceLength);
  return { tokens: shape, targets: shape };
};

/**
 * AdamW's scalars: first one per update for the parameters that every update reaches, then those of the parameters that
 * one update per step reaches.
 */
export const scalarSignature = ({ modelConfig }: UpdateSpec): Signature => {
  const scalars = float(updatesPerStep(modelConfig) + 1);
  return { decay: scalars, stepSize: scalars, epsilon: scalars };
};

/** Only what the model draws. */
export const randomSignature = (spec: UpdateSpec): Signature => ({
  ...(spec.modelConfig.dropout > 0 && { dropoutKey: int() }),
  ...(explores(spec.modelConfig) && { minimumSteps: int(spec.batchSize) }),
});

/** Tensors under the names of a signature. */
export type Inputs = Readonly<Record<string, tf.Tensor>>;

function input(inputs: Inputs, name: string): tf.Tensor {
  const tensor = inputs[name];
  if (!tensor) throw new Error(`the train step has no input ${name}`);
  return tensor;
}

/** An input of rank 1. */
export const vectorInput = (inputs: Inputs, name: string): tf.Tensor1D =>
  tf.reshape(input(inputs, name), [-1]);

const tokensInput = (inputs: Inputs, name: string): tf.Tensor2D => {
  const tensor = input(inputs, name);
  const [B = 0] = tensor.shape;
  return tf.reshape(tensor, [B, -1]);
};

/** The inputs of {@link batchSignature}. */
export const batchInputs = (inputs: Inputs) => ({
  tokens: tokensInput(inputs, "tokens"),
  targets: tokensInput(inputs, "targets"),
});

/** The inputs of {@link scalarSignature}, one record per update. */
export const scalarInputs = (inputs: Inputs): AdamWScalars<tf.Scalar>[] => {
  const parts = (name: string): tf.Scalar[] => {
    const all = vectorInput(inputs, name);
    return tf
      .split(all, all.shape[0])
      .map((part): tf.Scalar => tf.reshape(part, []));
  };
  const [decay, stepSize, epsilon] = ["decay", "stepSize", "epsilon"].map(
    parts,
  );
  return decay!.map((_, i) => ({
    decay: decay![i]!,
    stepSize: stepSize![i]!,
    epsilon: epsilon![i]!,
  }));
};

/** How the forward of a training graph runs, with the inputs of {@link randomSignature}. */
export const forwardOptions = (
  inputs: Inputs,
  modelConfig: ModelConfig,
  depth: number,
): ForwardOptions => ({
  depth,
  // The loss looks at one step's y: the steps before it need no backward pass.
  assumeRunning: canStopEarly(modelConfig),
  ...(modelConfig.dropout > 0 && {
    dropoutKey: tf.reshape(input(inputs, "dropoutKey"), []),
  }),
  ...(explores(modelConfig) && {
    minimumSteps: vectorInput(inputs, "minimumSteps"),
  }),
});
