/** @file Everything in the packages that reads what a stranger may give, or writes beside it. */
import { expandSuite, parseSuite } from "@trm/experiments";
import {
  readModelFolder,
  readReferenceCheckpoint,
  writeReferenceFolder,
} from "@trm/export";
import {
  decodeSafetensors,
  initParameters,
  parseModelConfig,
  parseReferenceConfig,
} from "@trm/models";
import { nodeFileSystem } from "@trm/storage";
import { getTask } from "@trm/tasks";
import {
  describeRunDetails,
  listRuns,
  loadRun,
  parseTrainConfig,
  readCurves,
  readMetrics,
  readRunConfig,
  runPaths,
  train,
  verifyRun,
  writeImportedRun,
} from "@trm/train";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { openModel } from "../../apps/cli/src/open-model.ts";
import { readJsonObject } from "../../apps/cli/src/read-json-object.ts";
import { rawTrainConfig } from "../../apps/cli/src/train-flags.ts";
import { idleEngine } from "./good-folders.ts";

/** What was read: weights, and everything else that may hold the mark of files outside. */
export interface Seen {
  readonly params?: Float32Array;
  readonly about?: unknown;
}

/** Reads an input, or writes where it lies. */
export interface Reader {
  readonly name: string;
  /** Whether it may change the input itself. */
  readonly writes?: true;
  readonly read: (place: string) => Seen | Promise<Seen>;
}

/** What an input pretends to be. */
export type Kind =
  "configuration" | "suite" | "reference" | "safetensors" | "run" | "model";

const configReaders: readonly Reader[] = [
  {
    name: "trm train --config",
    read: (file) => {
      const raw = rawTrainConfig({}, [], file);
      return { about: parseTrainConfig(raw) };
    },
  },
];

const suiteReaders: readonly Reader[] = [
  {
    name: "trm sweep run",
    read: (file) => {
      const suite = parseSuite(readJsonObject("SUITE", file), file);
      return {
        about: expandSuite(suite),
      };
    },
  },
];

const referenceReaders: readonly Reader[] = [
  {
    name: "trm import",
    read: (dir) => {
      const config = readJsonObject("--config", join(dir, "config.json"));
      parseReferenceConfig(config);
      const bytes = readFileSync(join(dir, "model.safetensors"));
      const { params } = readReferenceCheckpoint(bytes, config);
      return { params };
    },
  },
];

const safetensorsReaders: readonly Reader[] = [
  {
    name: "decodeSafetensors",
    read: (file) => {
      const { tensors, metadata } = decodeSafetensors(readFileSync(file));
      return { about: [Object.keys(tensors), metadata] };
    },
  },
];

const MODEL = parseModelConfig({
  ...{ arch: "ut", vocabSize: 14, blockSize: 12, nEmbd: 8, nHead: 2 },
  nLayer: 2,
});

/** Writers that are pointed at the folder itself. */
const writers: readonly Reader[] = [
  {
    name: "train, anew",
    writes: true,
    read: async (dir) => {
      const config = parseTrainConfig({ arch: "dense", task: "copy" });
      await train({ dir, config, engine: idleEngine });
      return {};
    },
  },
  {
    name: "writeImportedRun",
    writes: true,
    read: (dir) => {
      const params = initParameters(MODEL, 1);
      writeImportedRun({
        ...{ dir, path: "x", modelConfig: MODEL, params },
        task: getTask("copy"),
      });
      return {};
    },
  },
];

/** The file system without waiting for the disk, which a thousand runs would do for minutes. */
const files = { ...nodeFileSystem, sync: () => {}, syncFolder: () => {} };

const resuming: Reader = {
  name: "train, resumed",
  writes: true,
  read: async (dir) => {
    const { params, evaluation } = await train({
      ...{ dir, files, resume: true, engine: idleEngine },
      evaluate: async () => Promise.resolve({ charAcc: 1 }),
    });
    return { params, about: evaluation };
  },
};

const replacing: Reader = {
  name: "writeReferenceFolder",
  writes: true,
  read: (dir) => {
    const params = initParameters(MODEL, 1);
    writeReferenceFolder(dir, { config: MODEL, params }, { force: true });
    return {};
  },
};

const runReaders: readonly Reader[] = [
  { name: "readRunConfig", read: (dir) => ({ about: readRunConfig(dir) }) },
  {
    name: "loadRun",
    read: (dir) => {
      const { params, ...about } = loadRun(dir);
      return { params, about };
    },
  },
  {
    name: "readMetrics",
    read: (dir) => ({ about: readMetrics(runPaths(dir).metrics) }),
  },
  { name: "readCurves", read: (dir) => ({ about: [...readCurves(dir)] }) },
  { name: "listRuns", read: (dir) => ({ about: listRuns(dirname(dir)) }) },
  {
    name: "describeRunDetails",
    read: (dir) => ({ about: describeRunDetails(dir) }),
  },
  {
    name: "openModel",
    read: async (dir) => {
      const { params, results, training } = await openModel(dir);
      return { params, about: { results, training } };
    },
  },
  {
    name: "verifyRun",
    read: async (dir) => ({
      about: await verifyRun(dir, { engine: idleEngine }),
    }),
  },
  ...writers,
  resuming,
];

const modelReaders: readonly Reader[] = [
  {
    name: "readModelFolder",
    read: (dir) => {
      const { params, config, task, training, metadata } = readModelFolder(dir);
      return { params, about: [config, task, training, [...metadata]] };
    },
  },
  ...writers,
  replacing,
];

/** The readers of each kind, in order; those that may write come last. */
export const READERS: Readonly<Record<Kind, readonly Reader[]>> = {
  configuration: configReaders,
  suite: suiteReaders,
  reference: referenceReaders,
  safetensors: safetensorsReaders,
  run: runReaders,
  model: modelReaders,
};
