/** @file What a forward is told when its sequences go on from an earlier call. */
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";

/** Keys and values of one block pass, each [B, nHead, positions, headSize]. */
export interface KeyValue {
  readonly key: Tensor4D;
  readonly value: Tensor4D;
}

/** P positions lie in the past, T are new; B, P and T may differ from call to call. */
export interface Decoding {
  /** What the calls before kept, one entry per block pass, each with P positions; P is 0 at first. */
  readonly past: readonly KeyValue[];
  /** [B, P + T] int32; 1 for a token, 0 for padding, which may lie anywhere. */
  readonly attentionMask: Tensor2D;
  /** [B, T] int32; the row of the position table that each new token takes, from 0 at its sequence's first. */
  readonly positions: Tensor2D;
}
