/** @file The fast decoder: one run of the generation graph per batch, the exported graph in a loop with its cache. */
import type { ModelConfig } from "@trm/models";
import type { CompiledFunction, Feeds, HostTensor } from "@trm/onnx/runtime";
import { rowsInMemory } from "./batch-memory";
import { type CheckedRequest, checkRequest, longestOf } from "./decode-request";
import type { DecodeResult, Decoder } from "./decoder";
import { fillNoise } from "./decoding";
import { InvalidLogitsError } from "./errors";
import { meanSteps, type PositionRange } from "./mean-steps";
import { shareOut } from "./share-out";

/** The rows from `start` on, at most so many, with their own first index. */
const cutRows = (
  request: CheckedRequest,
  start: number,
  rows: number,
): CheckedRequest => {
  const prompts = request.prompts.slice(start, start + rows);
  return {
    ...request,
    prompts,
    index: request.index + start,
    longestPrompt: longestOf(prompts),
  };
};

/** [N, B, V] of numbers to add to the logits; greedy needs no more than one zero per new token. */
const noiseFeed = (request: CheckedRequest, V: number): Feeds[string] => {
  const { prompts, maxNewTokens: N, temperature, seed } = request;
  const shape = temperature === 0 ? [N, 1, 1] : [N, prompts.length, V];
  const data = new Float32Array(shape.reduce((a, b) => a * b));
  if (temperature > 0)
    for (let position = 0; position < N; position++)
      prompts.forEach((_, b) => {
        const start = (position * prompts.length + b) * V;
        const index = request.index + b;
        const address = { seed, index, position };
        fillNoise(data.subarray(start, start + V), temperature, address);
      });
  return { dtype: "float32", shape, data };
};

/** Prompts padded on the left to one length [B, S], the mask that says where, and the noise. */
const feedsOf = (request: CheckedRequest, V: number): Feeds => {
  const { prompts, longestPrompt: S } = request;
  const tokens = new Int32Array(prompts.length * S);
  const mask = new Int32Array(tokens.length);
  prompts.forEach((prompt, b) => {
    const start = (b + 1) * S - prompt.length;
    tokens.set(prompt, start);
    mask.fill(1, start, start + prompt.length);
  });
  const shape = [prompts.length, S];
  return {
    input_ids: { dtype: "int32", shape, data: tokens },
    attention_mask: { dtype: "int32", shape, data: mask },
    noise: noiseFeed(request, V),
  };
};

/** Where each sequence's fed tokens lie in the steps [B, S + N - 1]. */
const fedRanges = ({
  prompts,
  longestPrompt: S,
  maxNewTokens: N,
}: CheckedRequest): PositionRange[] =>
  prompts.map(({ length }, b) => {
    const end = (b + 1) * (S + N - 1);
    return { start: end - (length + N - 1), end };
  });

/** @param valid [B] whether a sequence's logits were numbers in every step */
const checkValid = (
  { data }: HostTensor,
  { prompts, index }: CheckedRequest,
): void => {
  const bad = prompts.findIndex((_, b) => !data[b]);
  if (bad >= 0)
    throw new InvalidLogitsError(
      `in the answer to prompt ${index + bad} one is NaN or all are -Infinity`,
    );
};

const decodeRows = async (
  loop: CompiledFunction,
  request: CheckedRequest,
  V: number,
  weights: Feeds,
): Promise<DecodeResult> => {
  const { tokens, valid, steps } = await loop.run({
    ...feedsOf(request, V),
    ...weights,
  });
  checkValid(valid!, request);
  const N = request.maxNewTokens;
  const rows = request.prompts.map((_, b) =>
    Array.from(tokens!.data.subarray(b * N, (b + 1) * N)),
  );
  if (!steps) return { tokens: rows };
  const used = Float32Array.from(steps.data);
  return { tokens: rows, actSteps: meanSteps(used, fedRanges(request)) };
};

/** Rows of a part: a part for each loop, or smaller ones where they would not fit into memory together. */
const partRows = (rows: number, loops: number, most: number): number =>
  Math.max(1, Math.min(Math.ceil(rows / loops), Math.floor(most / loops)));

/**
 * A decoder over copies of a compiled generation graph, which it owns. A request's rows are shared out between them;
 * no answer depends on how.
 *
 * @param loops inputs input_ids, attention_mask, noise and the weights' names; outputs tokens, valid and, with halting, steps
 * @param weights what is fed beside prompts and noise, asked once per request
 */
export const createCachedDecoder = (
  loops: readonly CompiledFunction[],
  config: ModelConfig,
  weights: () => Feeds,
): Decoder => ({
  async decode(request) {
    const checked = checkRequest(request, config);
    const { length } = checked.prompts;
    const fed = weights();
    const rows = partRows(length, loops.length, rowsInMemory(config, checked));
    const parts = Array.from({ length: Math.ceil(length / rows) }, (_, i) =>
      cutRows(checked, i * rows, rows),
    );
    const found = await shareOut(parts, loops, (part, loop) =>
      decodeRows(loop, part, config.vocabSize, fed),
    );
    const tokens = found.flatMap((part) => part.tokens);
    const steps = found.map(
      ({ actSteps = NaN }, i) => actSteps * parts[i]!.prompts.length,
    );
    return found[0]?.actSteps === undefined
      ? { tokens }
      : { tokens, actSteps: steps.reduce((a, b) => a + b) / length };
  },
  release: async () => {
    await Promise.all(loops.map((loop) => loop.release()));
  },
});
