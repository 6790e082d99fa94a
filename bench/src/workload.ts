/** @file What every contestant of a benchmark works on: a model, its weights, and batches. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  blockPasses,
  initParameters,
  type ModelConfig,
  toReferenceState,
} from "@trm/models";
import {
  batch,
  type Batch,
  getTask,
  sequenceLength,
  type Task,
} from "@trm/tasks";
import { modelConfigOf, parseTrainConfig, type TrainConfig } from "@trm/train";
import type { LayoutEntry, PeerWorkload } from "./peer";

/** The sizes that every benchmark takes. */
export interface Sizes {
  readonly arch: string;
  readonly width: number;
  readonly heads: number;
  /** Block passes of one forward. */
  readonly passes: number;
  /** Sequences of a batch. */
  readonly batch: number;
  readonly task: string;
  /** Length of the task's operands, characters. */
  readonly length: number;
  /** Fraction in [0, 1). */
  readonly dropout: number;
  readonly threads: number;
  readonly seed: number;
}

/** A model with weights, and a source of batches. */
export interface Workload {
  readonly sizes: Sizes;
  readonly task: Task;
  readonly train: TrainConfig;
  readonly model: ModelConfig;
  /** All parameters, flat. */
  readonly params: Float32Array;
  /** T, tokens of a sequence without padding; also the number of positions. */
  readonly sequenceLength: number;
}

/**
 * Resolves the sizes through the same validation as a training run.
 *
 * @throws {ConfigError | UnknownArchitectureError | UnknownTaskError} in one sentence
 */
export function createWorkload(sizes: Sizes): Workload {
  const task = getTask(sizes.task);
  const T = sequenceLength(task, sizes.length);
  const train = parseTrainConfig({
    arch: sizes.arch,
    task: sizes.task,
    length: sizes.length,
    budget: sizes.passes,
    model: {
      nEmbd: sizes.width,
      nHead: sizes.heads,
      blockSize: T,
      dropout: sizes.dropout,
    },
    training: { batchSize: sizes.batch, seed: sizes.seed },
    runtime: { threads: sizes.threads },
  });
  const model = modelConfigOf(train, task);
  const params = initParameters(model, sizes.seed);
  return { sizes, task, train, model, params, sequenceLength: T };
}

/** The same workload without dropout, to compare losses. */
export function withoutDropout(workload: Workload): Workload {
  return createWorkload({ ...workload.sizes, dropout: 0 });
}

/** The i-th batch of the workload, of examples that no other batch has. */
export function workloadBatch({ task, sizes }: Workload, i: number): Batch {
  return batch(task, {
    length: sizes.length,
    seed: sizes.seed,
    split: "train",
    index: i * sizes.batch,
    batchSize: sizes.batch,
  });
}

/** Prompts of the i-th batch, tokens [B][P]. */
export function workloadPrompts(workload: Workload, i: number): number[][] {
  const { tokens, batchSize, sequenceLength } = workloadBatch(workload, i);
  const prompt = workload.task.promptLength(workload.sizes.length);
  return Array.from({ length: batchSize }, (_, b) =>
    Array.from(
      tokens.subarray(b * sequenceLength, b * sequenceLength + prompt),
    ),
  );
}

/** What a benchmark says about its workload. */
export function describeSizes(
  workload: Workload,
): Record<string, string | number> {
  const { sizes, model, sequenceLength } = workload;
  return {
    arch: model.arch,
    width: model.nEmbd,
    heads: model.nHead,
    passes: blockPasses(model),
    batch: sizes.batch,
    tokens: sequenceLength,
    task: sizes.task,
    length: sizes.length,
    dropout: model.dropout,
    threads: sizes.threads,
  };
}

/**
 * Whether the peers have this model: a plain decoder with distinct blocks or one tied
 * block, one stream, no step embeddings, no halting.
 */
export function hasPeer(model: ModelConfig): boolean {
  return (
    model.streams === 1 && model.halting === "none" && !model.stepEmbedding
  );
}

/** Batches that are written for the peers: enough that no two rounds see the same. */
const POOL_BATCHES = 32;

/**
 * Writes weights and batches where peers can read them, calls `use`, and removes
 * the files.
 *
 * @param parts for a batch i, its int32 parts: tokens and targets, or prompts
 * @param columns T of a part [B, T]
 */
export async function withPeerFiles<T>(
  workload: Workload,
  parts: (i: number) => readonly Int32Array[],
  columns: number,
  use: (peer: PeerWorkload) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "trm-bench-"));
  try {
    const weights = join(folder, "weights.f32");
    const pool = join(folder, "batches.i32");
    const layout = await writeWeights(weights, workload);
    const batches = Array.from({ length: POOL_BATCHES }, (_, i) => parts(i));
    await writeFile(pool, Buffer.concat(batches.flat().map(bytesOf)));
    const rows = workload.sizes.batch;
    return await use({
      config: peerConfig(workload.model),
      threads: workload.sizes.threads,
      seed: workload.sizes.seed,
      weights,
      layout,
      pool,
      poolShape: [POOL_BATCHES, batches[0]?.length ?? 0, rows, columns],
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function peerConfig(model: ModelConfig): PeerWorkload["config"] {
  return {
    vocab_size: model.vocabSize,
    block_size: model.blockSize,
    n_embd: model.nEmbd,
    n_head: model.nHead,
    passes: blockPasses(model),
    tied: model.blocks === "shared",
    dropout: model.dropout,
  };
}

/** Parameters under the reference's names, one tensor after the other. */
async function writeWeights(
  path: string,
  { params, model }: Workload,
): Promise<LayoutEntry[]> {
  const tensors = Object.entries(toReferenceState(params, model));
  let offset = 0;
  const layout = tensors.map(([name, { shape, data }]) => {
    const entry = { name, shape, offset };
    offset += data.length;
    return entry;
  });
  await writeFile(
    path,
    Buffer.concat(tensors.map(([, { data }]) => bytesOf(data))),
  );
  return layout;
}

function bytesOf(data: ArrayBufferView): Buffer {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}
