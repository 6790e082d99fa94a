/** @file The transformer block B. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor3D } from "@tensorflow/tfjs-core";
import { attention } from "./attention";
import type { BlockContext } from "./block-context";
import { gelu } from "./kernels/gelu";
import { layerNorm } from "./kernels/layer-norm";
import { linear } from "./linear";
import type { BlockParams, NormParams } from "./params";

type Sublayer = (h: Tensor2D) => Tensor2D;

/** How a sublayer f joins the residual stream h. */
const RESIDUAL: Readonly<
  Record<
    BlockContext["blockNorm"],
    (h: Tensor2D, f: Sublayer, norm: NormParams) => Tensor2D
  >
> = {
  pre: (h, f, norm) => tf.add(h, f(layerNorm(h, norm))),
  post: (h, f, norm) => layerNorm(tf.add(h, f(h)), norm),
};

/**
 * B(h): attention, then a feed-forward network, each with a residual connection.
 *
 *   pre-norm:   h ← h + attention(LN1 h);   h ← h + down(gelu(up(LN2 h)))
 *   post-norm:  h ← LN1(h + attention(h));  h ← LN2(h + down(gelu(up h)))
 *
 * @param h  [B, T, C]
 * @returns [B, T, C]
 */
export const block = (
  h: Tensor3D,
  { norm1, attention: heads, norm2, feedForward }: BlockParams,
  context: BlockContext,
): Tensor3D => {
  const { drop } = context;
  const join = RESIDUAL[context.blockNorm];
  const [B, T, C] = h.shape;

  const attend: Sublayer = (u) =>
    drop(attention(u, heads, context), "projection");
  const feed: Sublayer = (u) =>
    drop(
      linear(gelu(linear(u, feedForward.up)), feedForward.down),
      "feedForward",
    );

  const rows: Tensor2D = tf.reshape(h, [B * T, C]);
  const out = join(join(rows, attend, norm1), feed, norm2);
  return tf.reshape(out, [B, T, C]);
};
