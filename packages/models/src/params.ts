/** @file The flat parameter vector as a nested record that reads like the model. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor, Tensor1D } from "@tensorflow/tfjs-core";
import type { ParameterLayout } from "./layout";

/** y = x W + b. */
export interface LinearParams {
  /** [in, out] */
  readonly weight: Tensor;
  /** [out] */
  readonly bias: Tensor;
}

/** LayerNorm's gain and bias, each [C]. */
export interface NormParams {
  readonly gain: Tensor;
  readonly bias: Tensor;
}

/** One transformer block of width C. */
export interface BlockParams {
  readonly norm1: NormParams;
  readonly attention: {
    /** [C, 3C]: the columns are q of all heads, then k, then v. */
    readonly qkv: Tensor;
    readonly projection: LinearParams;
  };
  readonly norm2: NormParams;
  readonly feedForward: {
    readonly up: LinearParams;
    readonly down: LinearParams;
  };
}

/** All parameters of a model; optional ones exist only where the architecture has them. */
export interface Params {
  /** [V, C] */
  readonly tokenEmbedding: Tensor;
  /** [blockSize, C] */
  readonly positionEmbedding: Tensor;
  /** e, [n, C] */
  readonly stepEmbedding?: Tensor;
  /** y_0, [C] */
  readonly solution?: Tensor;
  /** z_0, [C] */
  readonly reasoning?: Tensor;
  /** One per step, or a single shared one. */
  readonly blocks: readonly BlockParams[];
  /** ACT's head, C to 1. */
  readonly halt?: LinearParams;
  /** TRM's halting head, C to 1. */
  readonly q?: LinearParams;
  readonly finalNorm: NormParams;
  /** C to V. */
  readonly head: LinearParams;
}

/**
 * The flat vector cut into the layout's tensors.
 *
 * One split, so that the gradient of the whole is one concatenation.
 *
 * @param flat  [layout.size] float32
 * @returns one tensor per entry, in the layout's order and shapes
 */
export const splitParameters = (
  flat: Tensor1D,
  layout: ParameterLayout,
): Tensor[] => {
  const sizes = layout.entries.map((entry) => entry.size);
  return tf
    .split(flat, sizes)
    .map((part, i) => tf.reshape(part, [...(layout.entries[i]?.shape ?? [])]));
};

/** Tensors in the layout's order as the nested record that {@link Params} describes. */
export const nestParameters = (
  leaves: readonly Tensor[],
  layout: ParameterLayout,
): Params => {
  const named = new Map(
    layout.entries.map(({ name }, i) => [name, leaves[i]] as const),
  );
  const maybe = (name: string): Tensor | undefined => named.get(name);
  const get = (name: string): Tensor => {
    const tensor = maybe(name);
    if (tensor === undefined) throw new Error(`No parameter named ${name}.`);
    return tensor;
  };
  const norm = (name: string): NormParams => ({
    gain: get(`${name}.gain`),
    bias: get(`${name}.bias`),
  });
  const linear = (name: string): LinearParams => ({
    weight: get(`${name}.weight`),
    bias: get(`${name}.bias`),
  });
  const head = (name: string): LinearParams | undefined =>
    named.has(`${name}.weight`) ? linear(name) : undefined;
  const blocks: BlockParams[] = [];
  while (named.has(`blocks.${blocks.length}.attention.qkv`)) {
    blocks.push(nestBlock(`blocks.${blocks.length}`, get, norm, linear));
  }
  return {
    tokenEmbedding: get("tokenEmbedding"),
    positionEmbedding: get("positionEmbedding"),
    stepEmbedding: maybe("stepEmbedding"),
    solution: maybe("solution"),
    reasoning: maybe("reasoning"),
    blocks,
    halt: head("halt"),
    q: head("q"),
    finalNorm: norm("finalNorm"),
    head: linear("head"),
  };
};

const nestBlock = (
  name: string,
  get: (name: string) => Tensor,
  norm: (name: string) => NormParams,
  linear: (name: string) => LinearParams,
): BlockParams => ({
  norm1: norm(`${name}.norm1`),
  attention: {
    qkv: get(`${name}.attention.qkv`),
    projection: linear(`${name}.attention.projection`),
  },
  norm2: norm(`${name}.norm2`),
  feedForward: {
    up: linear(`${name}.feedForward.up`),
    down: linear(`${name}.feedForward.down`),
  },
});

/**
 * The flat vector as a nested record: {@link splitParameters}, then {@link nestParameters}.
 *
 * @param flat  [layout.size] float32; gradients flow back to it
 */
export const unflatten = (flat: Tensor1D, layout: ParameterLayout): Params =>
  nestParameters(splitParameters(flat, layout), layout);
