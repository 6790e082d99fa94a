/** @file Reads the golden cases: numbers of the paper's reference implementation. */
import { readdirSync, readFileSync } from "node:fs";
import { decodeSafetensors } from "../src/safetensors";
import type { HostTensor } from "../src/host-tensor";
import type { ReferenceConfig } from "../src/reference-config";

const ROOT = new URL("../../../test-fixtures/golden/", import.meta.url);

/** What `expected.json` says of a case. */
export interface Expected {
  readonly loss: number;
  readonly block_passes: number;
  readonly parameters: number;
  readonly ponder_cost?: number;
  readonly steps_taken?: number;
  readonly no_gradient: readonly string[];
}

type Tensors = Readonly<Record<string, HostTensor>>;

/** One case in memory. */
export interface GoldenCase {
  readonly name: string;
  readonly config: ReferenceConfig;
  readonly weights: Tensors;
  readonly batch: Tensors;
  readonly expected: Expected;
  readonly tensors: Tensors;
}

/** A JSON file of the fixtures. */
export const readJson = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(path, ROOT), "utf8"));

const readTensors = (path: string): Tensors =>
  decodeSafetensors(readFileSync(new URL(path, ROOT))).tensors;

export const GOLDEN_NAMES: readonly string[] = readdirSync(ROOT, {
  withFileTypes: true,
})
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

export const readGoldenCase = (name: string): GoldenCase => ({
  name,
  config: readJson(`${name}/config.json`) as ReferenceConfig,
  weights: readTensors(`${name}/model.safetensors`),
  batch: readTensors(`${name}/batch.safetensors`),
  expected: readJson(`${name}/expected.json`) as Expected,
  tensors: readTensors(`${name}/expected.safetensors`),
});
