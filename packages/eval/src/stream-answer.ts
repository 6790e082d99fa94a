/** @file One answer, token by token as it comes, from the exported model's own prefill and step. */
import { prefillFeeds, stepFeeds } from "@trm/export/graph";
import type { ModelConfig } from "@trm/models";
import type { CompiledFunction } from "@trm/onnx/runtime";
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

/**
 * Continues one prompt and yields each token as soon as it is chosen: the same tokens that decoding in batches gives.
 *
 * @throws {InvalidDecodeRequestError | SequenceTooLongError} before any work
 * @throws {InvalidLogitsError} when the model gives no numbers
 */
export async function* streamAnswer(
  options: StreamOptions,
): AsyncGenerator<number, void, undefined> {
  const { model, prompt, maxNewTokens, config } = options;
  const { temperature, seed, index } = checkRequest(
    { ...options, prompts: [prompt], maxNewTokens },
    config,
  );
  // One prompt is not padded, with whatever token.
  let feeds = prefillFeeds(config, [Int32Array.from(prompt)], 0);
  for (let position = 0; position < maxNewTokens; position++) {
    const outputs = await model.run(feeds);
    const last = outputs.logits!.data.subarray(-config.vocabSize);
    const address = { seed, index, position };
    const token = chooseToken(Float32Array.from(last), temperature, address);
    yield token;
    feeds = stepFeeds(config, feeds, outputs, Int32Array.of(token));
  }
}
