/** @file Golden cases for the decoder's tests: reference weights, tokens and the reference's logits. */
import {
  decodeSafetensors,
  fromReferenceConfig,
  fromReferenceState,
  type HostTensor,
  type ModelConfig,
  type ReferenceConfig,
} from "@trm/models";
import { readdirSync, readFileSync } from "node:fs";

const GOLDEN = new URL("../../../test-fixtures/golden/", import.meta.url);

/** Names of all cases. */
export const GOLDEN_CASES: readonly string[] = readdirSync(GOLDEN, {
  withFileTypes: true,
})
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** One case. */
export interface GoldenModel {
  readonly config: ModelConfig;
  readonly params: Float32Array;
  /** [B][T] */
  readonly tokens: readonly (readonly number[])[];
  /** Tokens before the answer. */
  readonly promptLength: number;
  /** The reference's [V] logits at a place of a sequence. */
  readonly logits: (sequence: number, position: number) => Float32Array;
}

const rowsOf = ({ data, shape }: HostTensor): number[][] => {
  const [B = 0, T = 0] = shape;
  return Array.from({ length: B }, (_, b) => [
    ...data.subarray(b * T, (b + 1) * T),
  ]);
};

/** Reads a case. */
export const readGolden = (name: string): GoldenModel => {
  const read = (file: string) =>
    readFileSync(new URL(`${name}/${file}`, GOLDEN));
  const tensors = (file: string) => decodeSafetensors(read(file)).tensors;
  const config = fromReferenceConfig(
    JSON.parse(read("config.json").toString()) as ReferenceConfig,
  );
  const { tokens, targets } = tensors("batch.safetensors");
  const expected = tensors("expected.safetensors").logits!;
  const [, T = 0, V = 0] = expected.shape;
  const firstTarget = rowsOf(targets!)[0]!.findIndex((token) => token >= 0);
  return {
    config,
    params: fromReferenceState(tensors("model.safetensors"), config),
    tokens: rowsOf(tokens!),
    promptLength: firstTarget + 1,
    logits: (sequence, position) => {
      const start = (sequence * T + position) * V;
      return Float32Array.from(expected.data.subarray(start, start + V));
    },
  };
};
