/** @file Sets up the readers under watch, and fuzzes them. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { watchAllocations } from "./allocations.ts";
import { runFuzz, type FuzzReport } from "./run-fuzz.ts";

/** The model folder of a small model. */
export const writeSmallFolder = async (
  dir: string,
  seed = 1,
): Promise<void> => {
  const { writeModelFolder } = await import("@trm/export");
  const { initParameters, parseModelConfig } = await import("@trm/models");
  const config = parseModelConfig({
    ...{ arch: "ut", vocabSize: 14, blockSize: 12, nEmbd: 8, nHead: 2 },
    nLayer: 2,
  });
  await writeModelFolder(dir, {
    config,
    params: initParameters(config, seed),
    task: {
      name: "copy",
      length: 4,
      characters: Array.from("0123456789|+=\n"),
    },
  });
};

/** Damages `count` files, those of `seed`, and reads them. */
export const fuzzReaders = async (options: {
  readonly count: number;
  readonly seed: number;
}): Promise<FuzzReport> => {
  // The readers are loaded after this, so that they hold no constructor of before.
  const watch = watchAllocations();
  const root = mkdtempSync(join(tmpdir(), "trm-fuzz-folder-"));
  try {
    const folder = join(root, "model");
    await writeSmallFolder(folder);
    const { makeTargets } = await import("./targets.ts");
    const made = makeTargets(folder);
    try {
      return runFuzz(made.targets, watch, options);
    } finally {
      made.release();
    }
  } finally {
    watch.stop();
    rmSync(root, { recursive: true });
  }
};
