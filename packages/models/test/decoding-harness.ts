/** @file Feeds sequences to the cached forward chunk by chunk. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { cachedPasses } from "../src/block-passes";
import type { KeyValue } from "../src/decoding";
import { forward } from "../src/forward";
import type { ModelConfig } from "../src/model-config";
import type { Params } from "../src/params";

/** Rows of equal length; null is padding. */
export type Row = readonly (number | null)[];

/** What one position gives. */
export interface Position {
  readonly logits: readonly number[];
  readonly steps: number | undefined;
}

/** A cache of nothing, for B sequences. */
export const emptyPast = (config: ModelConfig, B: number): KeyValue[] => {
  const { nHead, nEmbd } = config;
  const none = (): Tensor4D => tf.zeros([B, nHead, 0, nEmbd / nHead]);
  return Array.from({ length: cachedPasses(config) }, () => ({
    key: none(),
    value: none(),
  }));
};

/** Cuts the flat numbers of a [B, T, …] tensor into rows of positions. */
const positionsOf = (
  logits: tf.Tensor,
  stepsUsed: tf.Tensor | undefined,
): Position[][] => {
  const [B = 0, T = 0, V = 0] = logits.shape;
  const flat = logits.dataSync();
  const steps = stepsUsed?.dataSync();
  return Array.from({ length: B }, (_, b) =>
    Array.from({ length: T }, (_, t) => ({
      logits: [...flat.slice((b * T + t) * V, (b * T + t + 1) * V)],
      steps: steps?.[b * T + t],
    })),
  );
};

/** Runs something and disposes the tensors that it made. */
export const scoped = <T>(work: () => T): T => {
  tf.engine().startScope();
  try {
    return work();
  } finally {
    tf.engine().endScope();
  }
};

/** The place of each token in its sequence; padding has 1, as clients of Hugging Face send it. */
const placesOf = (row: Row): number[] => {
  let count = 0;
  return row.map((token) => (token === null ? 1 : count++));
};

/** The uncached forward of one sequence alone. */
export const alone = (
  params: Params,
  sequence: readonly number[],
  config: ModelConfig,
): Position[] =>
  scoped(() => {
    const tokens = tf.tensor2d([...sequence], [1, sequence.length], "int32");
    const { logits, stepsUsed } = forward(params, tokens, config, {
      perSequenceHalt: true,
    });
    return positionsOf(logits, stepsUsed)[0]!;
  });

/**
 * The cached forward over rows cut at the same places.
 *
 * @param chunks   lengths, which sum to that of the rows
 * @param garbage  the token that stands where a row has none
 */
export const inChunks = (
  params: Params,
  rows: readonly Row[],
  chunks: readonly number[],
  config: ModelConfig,
  garbage: (b: number, t: number) => number = () => 0,
): Position[][] =>
  scoped(() => {
    const B = rows.length;
    const ids = rows.map((row, b) => row.map((id, t) => id ?? garbage(b, t)));
    const masks = rows.map((row) => row.map((id) => (id === null ? 0 : 1)));
    const places = rows.map(placesOf);
    const cut = (table: readonly number[][], from: number, to: number) =>
      tf.tensor2d(
        table.flatMap((row) => row.slice(from, to)),
        [B, to - from],
        "int32",
      );
    const result: Position[][] = rows.map(() => []);
    let past: readonly KeyValue[] = emptyPast(config, B);
    let from = 0;
    for (const length of chunks) {
      const to = from + length;
      const decoding = {
        past,
        attentionMask: cut(masks, 0, to),
        positions: cut(places, from, to),
      };
      const tokens = cut(ids, from, to);
      const output = forward(params, tokens, config, { decoding });
      positionsOf(output.logits, output.stepsUsed).forEach((row, b) =>
        result[b]!.push(...row),
      );
      past = output.present!;
      from = to;
    }
    return result;
  });

/** Sums of float32 numbers may come in another order; the numbers themselves are the same. */
export const TOLERANCE = 1e-5;

/** Largest difference of logits, relative to the largest logit; Infinity where steps differ or a number is NaN. */
export const distance = (
  got: readonly Position[],
  want: readonly Position[],
): number => {
  const scale = Math.max(...want.flatMap(({ logits }) => logits.map(Math.abs)));
  const differences = want.flatMap(({ logits, steps }, t) =>
    logits.map((logit, v) =>
      steps === got[t]?.steps
        ? Math.abs(logit - (got[t]?.logits[v] ?? NaN)) / scale
        : Infinity,
    ),
  );
  return differences.some(Number.isNaN) ? Infinity : Math.max(...differences);
};

/** Where a row has tokens, whatever it gives for padding. */
export const real = (row: Row, positions: readonly Position[]): Position[] =>
  positions.filter((_, t) => row[t] !== null);

export const padded = (left: number, tokens: readonly number[]): Row => [
  ...Array<null>(left).fill(null),
  ...tokens,
];

/** Lengths of chunks that cut `length` positions at random places. */
export const chunksOf = (length: number): fc.Arbitrary<number[]> =>
  fc
    .subarray(Array.from({ length: length - 1 }, (_, i) => i + 1))
    .map((cuts) =>
      [...cuts, length].map((cut, i) => cut - (i === 0 ? 0 : cuts[i - 1]!)),
    );

/** A token for a place that has none. */
export const garbage = (b: number, t: number): number => (5 * b + 3 * t) % 5;
