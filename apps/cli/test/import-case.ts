/** @file Golden cases as the input of `trm import`. */
import { decodeSafetensors, type HostTensor } from "@trm/models";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { trm, type Result } from "./harness";

/** The folder of the cases. */
export const GOLDEN = fileURLToPath(
  new URL("../../../test-fixtures/golden", import.meta.url),
);

/** A file of a case. */
export const golden = (name: string, file: string): string =>
  join(GOLDEN, name, file);

/** The tensors of a file of a case. */
export const goldenTensors = (
  name: string,
  file: string,
): Readonly<Record<string, HostTensor>> =>
  decodeSafetensors(readFileSync(golden(name, file))).tensors;

/** Imports a case's weights into the folder `r`. */
export const importCase = (
  name: string,
  more: readonly string[] = [],
): Promise<Result> =>
  trm([
    ...["import", golden(name, "model.safetensors"), "--out", "r"],
    ...["--config", golden(name, "config.json"), ...more],
  ]);
