/** @file A checkpoint against the same state, repeated: every bit counts. */
import { parameterLayout, type ModelConfig } from "@trm/models";
import { createHash } from "node:crypto";
import type { TrainState } from "../run/train-state";
import { difference, type Difference } from "./difference";

const VECTORS = ["params", "m", "v", "ema"] as const;

/** SHA-256 of each vector of a state as little-endian float32, in hexadecimal; `ema` where there is one. */
export type StateHashes = Readonly<
  Partial<Record<(typeof VECTORS)[number], string>>
>;

const bytesOf = (vector: Float32Array): Uint8Array =>
  new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);

/** @param state its vectors are hashed, its counters are not */
export const hashState = (state: TrainState): StateHashes =>
  Object.fromEntries(
    VECTORS.flatMap((name) => {
      const vector = state[name];
      if (!vector) return [];
      const hash = createHash("sha256").update(bytesOf(vector));
      return [[name, hash.digest("hex")]];
    }),
  );

/** The bits of a vector, in which 0 is not -0 and NaN equals itself. */
const bitsOf = (vector: Float32Array): Int32Array =>
  new Int32Array(vector.buffer, vector.byteOffset, vector.length);

function compareVectors(then: Float32Array, now: Float32Array) {
  const [before, after] = [bitsOf(then), bitsOf(now)];
  let first = -1;
  let count = 0;
  let by = 0;
  for (let i = 0; i < before.length; i += 1) {
    if (before[i] === after[i]) continue;
    if (first < 0) first = i;
    count += 1;
    by = Math.max(by, Math.abs(then[i]! - now[i]!));
  }
  return { first, count, by };
}

/**
 * @param recorded the state in a checkpoint
 * @param repeated the state at the same step now
 * @param config the model, for the parameters' names
 * @returns the first of counters, parameters, moments and average that is another
 */
export function compareStates(
  recorded: TrainState,
  repeated: TrainState,
  config: ModelConfig,
): Difference | undefined {
  const { step } = repeated;
  const counters = ({ optimizerStep, depth }: TrainState): string =>
    `${optimizerStep} updates, unrolled to ${depth.depth} for ${depth.streak} steps`;
  const [then, now] = [counters(recorded), counters(repeated)];
  if (then !== now)
    return difference(step, `${then} in the checkpoint, ${now} when repeated`);
  const { entries } = parameterLayout(config);
  for (const name of VECTORS) {
    const [before, after] = [recorded[name], repeated[name]];
    if (!before && !after) continue;
    if (before?.length !== after?.length || !before || !after)
      return difference(step, `${name} is in one of checkpoint and repetition`);
    const { first, count, by } = compareVectors(before, after);
    if (count === 0) continue;
    const place = entries.findLast(({ offset }) => offset <= first);
    const what = `${name} differs from the checkpoint in ${count} of ${before.length} values, the first in ${place?.name ?? "none"}`;
    return difference(step, what, by);
  }
  return undefined;
}
