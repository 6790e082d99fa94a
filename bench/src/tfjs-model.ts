/** @file The plain decoder as a TF.js user would write it: the peer of a forward pass. */

import * as tf from "@tensorflow/tfjs-core";
import type { LayoutEntry, PeerWorkload } from "./peer";

type Weights = Readonly<Record<string, tf.Tensor>>;

/** Weights of one block, linear ones as [in, out]. */
interface BlockWeights {
  readonly ln1: Norm;
  readonly qkv: tf.Tensor2D;
  readonly proj: Linear;
  readonly ln2: Norm;
  readonly up: Linear;
  readonly down: Linear;
}
interface Norm {
  readonly scale: tf.Tensor1D;
  readonly shift: tf.Tensor1D;
}
interface Linear {
  readonly weight: tf.Tensor2D;
  readonly bias: tf.Tensor1D;
}

/** A decoder whose weights are on the current TF.js backend. */
export interface TfjsModel {
  /** Logits [B, T, V] of tokens [B, T]; the caller disposes them. */
  forward(tokens: tf.Tensor2D): tf.Tensor;
  /** Trainable numbers. */
  readonly parameters: number;
}

const LAYER_NORM_EPSILON = 1e-5;
/** Added to the scores of later positions; exp of it is 0. */
const MASKED = -1e9;

/** Uploads the weights, named as in the reference, from one array of numbers. */
export function createTfjsModel(
  config: PeerWorkload["config"],
  flat: Float32Array,
  layout: readonly LayoutEntry[],
): TfjsModel {
  const weights: Weights = Object.fromEntries(
    layout.map(({ name, shape, offset }) => {
      const size = tf.util.sizeFromShape([...shape]);
      return [name, tf.tensor(flat.slice(offset, offset + size), [...shape])];
    }),
  );
  const names = config.tied
    ? ["shared_block"]
    : Array.from({ length: config.passes }, (_, i) => `blocks.${i}`);
  const blocks = names.map((name) => readBlock(weights, name, config.n_head));
  const final = norm(weights, "ln_f");
  const head = linear(weights, "lm_head");
  const wte = get<tf.Rank.R2>(weights, "token_embedding_table.weight");
  const wpe = get<tf.Rank.R2>(weights, "position_embedding_table.weight");
  const forward = (tokens: tf.Tensor2D): tf.Tensor =>
    tf.tidy(() => {
      const [B, T] = tokens.shape;
      const C = config.n_embd;
      const mask = causalMask(T);
      const positions = tf.slice(wpe, [0, 0], [T, C]);
      let h = tf.reshape(tf.add(tf.gather(wte, tokens), positions), [B * T, C]);
      for (let i = 0; i < config.passes; i += 1) {
        const block = blocks[i % blocks.length];
        if (block)
          h = applyBlock(h as tf.Tensor2D, block, mask, [B, T, config.n_head]);
      }
      const logits = apply(layerNorm(h as tf.Tensor2D, final), head);
      return tf.reshape(logits, [B, T, config.vocab_size]);
    });
  return { forward, parameters: flat.length };
}

function applyBlock(
  h: tf.Tensor2D,
  block: BlockWeights,
  mask: tf.Tensor,
  [B, T, heads]: readonly [number, number, number],
): tf.Tensor2D {
  const C = h.shape[1];
  const headSize = C / heads;
  const qkv = tf.matMul(layerNorm(h, block.ln1), block.qkv);
  const [q, k, v] = tf.unstack(
    tf.transpose(tf.reshape(qkv, [B, T, 3, heads, headSize]), [2, 0, 3, 1, 4]),
  ) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
  const scores = tf.mul(tf.matMul(q, k, false, true), headSize ** -0.5);
  const out = tf.matMul(tf.softmax(tf.add(scores, mask)), v); // [B, heads, T, size]
  const joined = tf.reshape(tf.transpose(out, [0, 2, 1, 3]), [B * T, C]);
  const h1: tf.Tensor2D = tf.add(h, apply(joined as tf.Tensor2D, block.proj));
  const inner = gelu(apply(layerNorm(h1, block.ln2), block.up));
  return tf.add(h1, apply(inner, block.down));
}

function causalMask(T: number): tf.Tensor {
  const band = tf.linalg.bandPart(tf.ones([T, T]), -1, 0);
  return tf.mul(tf.sub(1, band), MASKED);
}

function layerNorm(x: tf.Tensor2D, { scale, shift }: Norm): tf.Tensor2D {
  const { mean, variance } = tf.moments(x, -1, true);
  const factor = tf.mul(tf.rsqrt(tf.add(variance, LAYER_NORM_EPSILON)), scale);
  return tf.add(tf.mul(tf.sub(x, mean), factor), shift);
}

function gelu(x: tf.Tensor2D): tf.Tensor2D {
  return tf.mul(x, tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5));
}

function apply(x: tf.Tensor2D, { weight, bias }: Linear): tf.Tensor2D {
  return tf.fused.matMul({ a: x, b: weight, bias }) as tf.Tensor2D;
}

function get<R extends tf.Rank>(weights: Weights, name: string): tf.Tensor<R> {
  const tensor = weights[name];
  if (!tensor) throw new Error(`The weights lack ${name}.`);
  return tensor as tf.Tensor<R>;
}

function norm(weights: Weights, name: string): Norm {
  return {
    scale: get<tf.Rank.R1>(weights, `${name}.weight`),
    shift: get<tf.Rank.R1>(weights, `${name}.bias`),
  };
}

/** A linear layer; the reference stores [out, in]. */
function linear(weights: Weights, name: string): Linear {
  return {
    weight: tf.transpose(get<tf.Rank.R2>(weights, `${name}.weight`)),
    bias: get<tf.Rank.R1>(weights, `${name}.bias`),
  };
}

/** The reference has q, k and v per head; here they are one [C, 3C]. */
function readBlock(
  weights: Weights,
  name: string,
  heads: number,
): BlockWeights {
  const parts = ["query", "key", "value"].flatMap((part) =>
    Array.from({ length: heads }, (_, head) =>
      get<tf.Rank.R2>(weights, `${name}.sa.heads.${head}.${part}.weight`),
    ),
  );
  return {
    ln1: norm(weights, `${name}.ln1`),
    qkv: tf.transpose(tf.concat(parts, 0)),
    proj: linear(weights, `${name}.sa.proj`),
    ln2: norm(weights, `${name}.ln2`),
    up: linear(weights, `${name}.ffwd.net.0`),
    down: linear(weights, `${name}.ffwd.net.2`),
  };
}
