/** @file What a Hugging Face client feeds a decoder: prompts padded on the left, then one token at a time. */
import { cachedPasses, type HostTensor, type ModelConfig } from "@trm/models";
import { cacheNames } from "./model-graph";

/** Tensors by name: what an engine is fed, and what it gives. */
export type Feeds = Readonly<Record<string, HostTensor>>;

/** What clients write where there is padding; the model must not care. */
const PADDING_POSITION = 1;

const int32 = (shape: readonly number[], data: Int32Array): HostTensor => ({
  dtype: "int32",
  shape,
  data,
});

/**
 * The first call for prompts of any lengths: an empty past.
 *
 * @param padToken  fills the places before a prompt
 */
export const prefillFeeds = (
  config: ModelConfig,
  prompts: readonly Int32Array[],
  padToken: number,
): Feeds => {
  const B = prompts.length;
  const T = Math.max(...prompts.map(({ length }) => length));
  const tokens = new Int32Array(B * T).fill(padToken);
  const mask = new Int32Array(B * T);
  const positions = new Int32Array(B * T).fill(PADDING_POSITION);
  prompts.forEach((prompt, row) => {
    const start = (row + 1) * T - prompt.length;
    tokens.set(prompt, start);
    mask.fill(1, start, (row + 1) * T);
    positions.set(
      prompt.map((_, position) => position),
      start,
    );
  });
  const empty: HostTensor = {
    dtype: "float32",
    shape: [B, config.nHead, 0, config.nEmbd / config.nHead],
    data: new Float32Array(0),
  };
  return {
    input_ids: int32([B, T], tokens),
    attention_mask: int32([B, T], mask),
    position_ids: int32([B, T], positions),
    ...pastFeeds(config, () => [empty, empty]),
  };
};

/**
 * The call that gives every sequence one more token.
 *
 * @param before  what the last call was fed
 * @param outputs  what it gave: its present is now the past
 * @param next  one token per sequence
 */
export const stepFeeds = (
  config: ModelConfig,
  before: Feeds,
  outputs: Feeds,
  next: Int32Array,
): Feeds => {
  const B = next.length;
  const mask = before["attention_mask"]?.data ?? new Int32Array(0);
  const P = mask.length / B;
  const longer = new Int32Array(B * (P + 1)).fill(1);
  const positions = new Int32Array(B);
  for (let row = 0; row < B; row++) {
    const seen = mask.subarray(row * P, (row + 1) * P);
    longer.set(seen, row * (P + 1));
    for (const real of seen) positions[row]! += real;
  }
  return {
    input_ids: int32([B, 1], next),
    attention_mask: int32([B, P + 1], longer),
    position_ids: int32([B, 1], positions),
    ...pastFeeds(config, (pass) => {
      const { presentKey, presentValue } = cacheNames(pass);
      return [outputs[presentKey]!, outputs[presentValue]!];
    }),
  };
};

const pastFeeds = (
  config: ModelConfig,
  keyAndValue: (pass: number) => readonly [HostTensor, HostTensor],
): Feeds => {
  const feeds: Record<string, HostTensor> = {};
  for (let pass = 0; pass < cachedPasses(config); pass++) {
    const { pastKey, pastValue } = cacheNames(pass);
    [feeds[pastKey], feeds[pastValue]] = keyAndValue(pass);
  }
  return feeds;
};
