/** @file What one application of a block knows besides its input and weights. */
import type { Scalar, Tensor, Tensor3D } from "@tensorflow/tfjs-core";
import type { Memory } from "./memory";
import type { ModelConfig } from "./model-config";
import {
  dropout,
  dropoutSite,
  type DropoutPlace,
} from "./kernels/dropout-mask";

/** Sizes, choices and randomness of one block pass. */
export interface BlockContext extends Memory {
  /** Sequences in the batch. */
  readonly B: number;
  /** Tokens per sequence. */
  readonly T: number;
  readonly nHead: number;
  readonly blockNorm: ModelConfig["blockNorm"];
  /** Dropout at a place of this pass; the identity outside training. */
  readonly drop: <X extends Tensor>(x: X, place: DropoutPlace) => X;
}

/**
 * The context of block pass number `pass`, counted over the whole forward, so that no two passes share a mask.
 *
 * @param like    any state, [B, T, C]
 * @param memory  what its queries see
 * @param key     this step's dropout key; absent outside training
 */
export const blockContext = (
  like: Tensor3D,
  config: ModelConfig,
  pass: number,
  { mask, remember }: Memory,
  key?: Scalar,
): BlockContext => {
  const [B, T] = like.shape;
  const { nHead, blockNorm, dropout: rate } = config;
  const drop: BlockContext["drop"] =
    key === undefined || rate === 0
      ? (x) => x
      : (x, place) => dropout(x, key, dropoutSite(pass, place), rate);
  return { B, T, nHead, blockNorm, mask, remember, drop };
};
