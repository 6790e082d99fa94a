/** @file What an exported model is compared with: the logits of the model's own forward. */
import type { Tensor, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import {
  forward,
  parameterLayout,
  unflatten,
  type ModelConfig,
} from "@trm/models";
import type { CompiledFunction, Engine, Feeds } from "@trm/onnx/runtime";
import type { ParityPrompts } from "./parity-prompts";

/** A model, and the engine that runs its forward. */
export interface Reference {
  readonly config: ModelConfig;
  /** flat, [layout.size] */
  readonly params: Float32Array;
  /** Runs the model's own forward, each sequence alone and without a cache; should be TF.js. */
  readonly reference: Engine;
}

/**
 * Parameters whose position table begins at another row: without a cache the forward counts positions from 0.
 *
 * @param start  the row that comes first; as many rows at the end mean nothing then
 */
const startingAt = (
  start: number,
  { config, params }: Omit<Reference, "reference">,
): Float32Array => {
  const { entries } = parameterLayout(config);
  const table = entries.find(({ name }) => name === "positionEmbedding");
  if (table === undefined || start === 0) return params;
  const { offset, size } = table;
  return params
    .slice()
    .copyWithin(offset, offset + start * config.nEmbd, offset + size);
};

/**
 * Runs the model's own forward on each sequence alone, whole, without a cache.
 *
 * @returns `logits` [1, T, V] of each and, for an architecture that halts, `stepsUsed` [1, T]
 */
export const runReference = async (
  options: Reference,
  { sequences, starts }: ParityPrompts,
): Promise<Feeds[]> => {
  const { config, reference } = options;
  const layout = parameterLayout(config);
  const results: Feeds[] = [];
  for (const [i, sequence] of sequences.entries()) {
    const params = startingAt(starts[i] ?? 0, options);
    const shape = [1, sequence.length];
    const compiled = await reference.compile(
      ({ params: flat, tokens }): Record<string, Tensor> => {
        const { logits, stepsUsed } = forward(
          unflatten(flat as Tensor1D, layout),
          tokens as Tensor2D,
          config,
          { perSequenceHalt: true },
        );
        return stepsUsed === undefined ? { logits } : { logits, stepsUsed };
      },
      {
        params: { dtype: "float32", shape: [layout.size] },
        tokens: { dtype: "int32", shape },
      },
    );
    const feeds: Feeds = {
      params: { dtype: "float32", shape: [layout.size], data: params },
      tokens: { dtype: "int32", shape, data: sequence },
    };
    results.push(await runAndRelease(compiled, feeds));
  }
  return results;
};

const runAndRelease = async (
  compiled: CompiledFunction,
  feeds: Feeds,
): Promise<Feeds> => {
  try {
    return await compiled.run(feeds);
  } finally {
    await compiled.release();
  }
};
