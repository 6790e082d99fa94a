/** @file One answer, token by token as it comes, from the exported model's own prefill and step. */
import { cachedPasses, type ModelConfig } from "@trm/models";
import type { CompiledFunction, Feeds, HostTensor } from "@trm/onnx/runtime";
import { checkRequest } from "./decode-request";
import { chooseToken } from "./decoding";

/** What to stream. */
export interface StreamOptions {
  /** The exported model, loaded with `engine.load`; stays the caller's to release. */
  readonly model: CompiledFunction;
  readonly config: ModelConfig;
  /** Tokens of the prompt, 1 or more. */
  readonly prompt: readonly number[];
  /** Most new tokens; an end token stops nothing, leaving the loop does. */
  readonly maxNewTokens: number;
  /** Softmax temperature; 0 or absent chooses the likeliest token. */
  readonly temperature?: number;
  /** Seed of the sampling, a safe integer; default 0. */
  readonly seed?: number;
  /** Number of the prompt among all prompts; default 0. */
  readonly index?: number;
}

/** Keys and values of every block pass, under the names of the model's inputs. */
type Cache = Feeds;

const KINDS = ["key", "value"] as const;

/** Nothing remembered: [1, nHead, 0, headSize] each. */
const emptyCache = (config: ModelConfig): Cache => {
  const { nHead, nEmbd } = config;
  const empty: HostTensor = {
    dtype: "float32",
    shape: [1, nHead, 0, nEmbd / nHead],
    data: new Float32Array(0),
  };
  return cacheOf(config, () => empty);
};

const cacheOf = (
  config: ModelConfig,
  tensor: (name: string) => HostTensor,
): Cache =>
  Object.fromEntries(
    Array.from({ length: cachedPasses(config) }, (_, i) =>
      KINDS.map((kind) => `${i}.${kind}`),
    )
      .flat()
      .map((name) => [`past_key_values.${name}`, tensor(name)] as const),
  );

const integers = (values: readonly number[]): HostTensor => ({
  dtype: "int32",
  shape: [1, values.length],
  data: Int32Array.from(values),
});

const range = (start: number, length: number): number[] =>
  Array.from({ length }, (_, i) => start + i);

/** Feeds new tokens after `past` cached ones; gives the logits [V] after the last of them, and the longer cache. */
const feed = async (
  { model, config }: StreamOptions,
  tokens: readonly number[],
  past: number,
  cache: Cache,
) => {
  const outputs = await model.run({
    input_ids: integers(tokens),
    attention_mask: integers(new Array<number>(past + tokens.length).fill(1)),
    position_ids: integers(range(past, tokens.length)),
    ...cache,
  });
  const logits = Float32Array.from(outputs.logits!.data);
  return {
    logits: logits.subarray(-config.vocabSize),
    cache: cacheOf(config, (name) => outputs[`present.${name}`]!),
  };
};

/**
 * Continues one prompt and yields each token as soon as it is chosen: the same tokens that decoding in batches gives.
 *
 * @throws {InvalidDecodeRequestError | SequenceTooLongError} before any work
 * @throws {InvalidLogitsError} when the model gives no numbers
 */
export async function* streamAnswer(
  options: StreamOptions,
): AsyncGenerator<number, void, undefined> {
  const { prompt, maxNewTokens, config } = options;
  const { temperature, seed, index } = checkRequest(
    { ...options, prompts: [prompt], maxNewTokens },
    config,
  );
  let tokens = prompt;
  let past = 0;
  let cache = emptyCache(config);
  for (let position = 0; position < maxNewTokens; position++) {
    const fed = await feed(options, tokens, past, cache);
    const at = { seed, index, position };
    const token = chooseToken(fed.logits, temperature, at);
    yield token;
    past += tokens.length;
    cache = fed.cache;
    tokens = [token];
  }
}
