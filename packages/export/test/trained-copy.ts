/** @file The trained model of test-fixtures/trained-copy, and folders for tests to write into. */
import {
  decodeSafetensors,
  fromReferenceState,
  parseModelConfig,
} from "@trm/models";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { TrainedModel } from "../src/trained-model";

const FIXTURE = new URL(
  "../../../test-fixtures/trained-copy/",
  import.meta.url,
);

const CHARACTERS = Array.from("0123456789|+=\n");

/** A Dual UT that copies 1 to 6 digits. */
export const trainedCopy = (): TrainedModel => {
  const read = (name: string) => readFileSync(new URL(name, FIXTURE));
  const config = parseModelConfig(JSON.parse(read("config.json").toString()));
  const { tensors } = decodeSafetensors(read("model.safetensors"));
  return {
    config,
    task: { name: "copy", length: 6, characters: CHARACTERS },
    params: fromReferenceState(tensors, config),
    results: { charAcc: 1, seqAcc: 1 },
  };
};

/** A folder that is removed after the tests of the file. */
export const scratchFolder = (): string => {
  const dir = mkdtempSync(join(tmpdir(), "trm-export-"));
  afterAll(() => rmSync(dir, { recursive: true }));
  return dir;
};
