/** @file What is fuzzed: every reader of files that may come from anywhere, with good files to damage. */
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseSuite } from "@trm/experiments";
import { readModelFolder, readReferenceCheckpoint } from "@trm/export";
import {
  ARCHITECTURE_IDS,
  decodeSafetensors,
  encodeSafetensors,
  initParameters,
  parseModelConfig,
  parseReferenceConfig,
} from "@trm/models";
import { decodeModel } from "@trm/onnx";
import { getTask } from "@trm/tasks";
import {
  findCases,
  loadRun,
  parseTrainConfig,
  writeImportedRun,
} from "@trm/train";
import { parseJson } from "../../apps/cli/src/parse-json.ts";
import { ROOT } from "../support/workspace.ts";
import { mutateBytes } from "./mutate-bytes.ts";
import { mutateJson } from "./mutate-json.ts";
import { withDamagedHeader } from "./mutate-safetensors.ts";
import type { Choices } from "./random.ts";

/** One attempt: bytes that are read, and how. */
export interface Attempt {
  /** bytes of all that is read */
  readonly size: number;
  read(): void;
}

/** One reader. */
export interface Target {
  readonly name: string;
  /** of all attempts */
  readonly share: number;
  attempt(choices: Choices): Attempt;
}

const GOLDEN = join(ROOT, "test-fixtures/golden");
const CASES = ["ut.plain", "trm.more-steps", "gpt.plain", "ut_level2.plain"];

const bytesOf = (path: string): Uint8Array =>
  new Uint8Array(readFileSync(path));
const jsonOf = (path: string): unknown =>
  JSON.parse(readFileSync(path, "utf8"));

const fromJson = (
  name: string,
  share: number,
  corpus: readonly unknown[],
  read: (value: unknown) => void,
): Target => ({
  name,
  share,
  attempt: (choices) => {
    const text = mutateJson(choices.of(corpus), choices);
    return {
      size: Buffer.byteLength(text),
      read: () => read(parseJson(text, name)),
    };
  },
});

const fromBytes = (
  name: string,
  share: number,
  corpus: readonly Uint8Array[],
  read: (bytes: Uint8Array) => void,
): Target => ({
  name,
  share,
  attempt: (choices) => {
    const bytes = mutateBytes(choices.of(corpus), choices);
    return { size: bytes.length, read: () => read(bytes) };
  },
});

const SMALL = encodeSafetensors(
  {
    a: { dtype: "float32", shape: [2, 3], data: new Float32Array(6) },
    b: { dtype: "int32", shape: [], data: Int32Array.of(1) },
    c: { dtype: "bool", shape: [3], data: Uint8Array.of(1, 0, 1) },
    none: { dtype: "float32", shape: [0, 4], data: new Float32Array(0) },
  },
  { format: "pt" },
);

const safetensorsTargets = (): Target[] => {
  const golden = CASES.map((name) =>
    bytesOf(join(GOLDEN, name, "batch.safetensors")),
  );
  const corpus = [SMALL, ...golden];
  return [
    fromBytes("safetensors bytes", 0.2, corpus, decodeSafetensors),
    {
      name: "safetensors header",
      share: 0.25,
      attempt: (choices) => {
        const bytes = withDamagedHeader(choices.of(corpus), choices);
        return { size: bytes.length, read: () => decodeSafetensors(bytes) };
      },
    },
  ];
};

const referenceTarget = (): Target => {
  const cases = CASES.map((name) => ({
    weights: bytesOf(join(GOLDEN, name, "model.safetensors")),
    config: jsonOf(join(GOLDEN, name, "config.json")),
  }));
  return {
    name: "reference checkpoint",
    share: 0.1,
    attempt: (choices) => {
      const { weights, config } = choices.of(cases);
      const [damaged, text] = choices.of([
        () =>
          [
            withDamagedHeader(weights, choices),
            JSON.stringify(config),
          ] as const,
        () => [mutateBytes(weights, choices), JSON.stringify(config)] as const,
        () => [weights, mutateJson(config, choices)] as const,
        () => [weights, mutateJson(config, choices)] as const,
      ])();
      return {
        size: damaged.length + text.length,
        read: () => readReferenceCheckpoint(damaged, parseJson(text, "config")),
      };
    },
  };
};

const configTargets = (): Target[] => {
  const models = ARCHITECTURE_IDS.map((arch) =>
    parseModelConfig({
      arch,
      vocabSize: 14,
      blockSize: 8,
      nEmbd: 12,
      nHead: 3,
      nLayer: 2,
    }),
  );
  const trains = ARCHITECTURE_IDS.map((arch) =>
    parseTrainConfig({ arch, task: "copy", model: { dropout: 0 } }),
  );
  const references = CASES.map((name) =>
    jsonOf(join(GOLDEN, name, "config.json")),
  );
  const suites = [jsonOf(join(ROOT, "suites/quickstart.json"))];
  return [
    fromJson("model config", 0.12, models, parseModelConfig),
    fromJson("train config", 0.15, trains, parseTrainConfig),
    fromJson("reference config", 0.1, references, parseReferenceConfig),
    fromJson("suite", 0.02, suites, (raw) => parseSuite(raw, "suite.json")),
  ];
};

/** A folder one of whose files is damaged, read as a whole, and put right again. */
const fromFolder = (
  name: string,
  share: number,
  dir: string,
  files: readonly string[],
  read: (dir: string) => void,
): Target => {
  const good = new Map(files.map((file) => [file, bytesOf(join(dir, file))]));
  const size = [...good.values()].reduce((sum, { length }) => sum + length, 0);
  return {
    name,
    share,
    attempt: (choices) => {
      const file = choices.of(files);
      const bytes = good.get(file)!;
      const damaged = file.endsWith(".json")
        ? Buffer.from(
            mutateJson(JSON.parse(Buffer.from(bytes).toString()), choices),
          )
        : file.endsWith(".safetensors") && choices.once(2)
          ? withDamagedHeader(bytes, choices)
          : mutateBytes(bytes, choices);
      return {
        size: size + damaged.length,
        read: () => {
          writeFileSync(join(dir, file), damaged);
          try {
            read(dir);
          } finally {
            writeFileSync(join(dir, file), bytes);
          }
        },
      };
    },
  };
};

const runTarget = (root: string): Target => {
  const dir = join(root, "run");
  const config = parseModelConfig({
    ...{ arch: "trm", vocabSize: 14, blockSize: 24, nEmbd: 8, nHead: 2 },
    ...{ nLayer: 2, fullCompute: true },
  });
  writeImportedRun({
    ...{ dir, path: "model.safetensors", task: getTask("copy") },
    ...{ modelConfig: config, params: initParameters(config, 1) },
  });
  const files = [
    "run.json",
    "checkpoints/0/model.safetensors",
    "checkpoints/0/state.json",
  ];
  return fromFolder("run folder", 0.02, dir, files, loadRun);
};

const caseTarget = (root: string): Target => {
  const dir = join(root, "case");
  const files = [
    "config.json",
    "model.safetensors",
    "batch.safetensors",
    "expected.safetensors",
    "expected.json",
  ];
  mkdirSync(dir);
  for (const file of files)
    writeFileSync(join(dir, file), bytesOf(join(GOLDEN, "ut.plain", file)));
  return fromFolder("golden case", 0.01, dir, files, findCases);
};

const FOLDER_FILES = [
  "config.json",
  "model.safetensors",
  "tokenizer.json",
  "tokenizer_config.json",
  "onnx/model.onnx",
];

/** Every reader with its share of the attempts, and the folder that they work in. */
export const makeTargets = (
  modelFolder: string,
): { targets: Target[]; release(): void } => {
  const root = mkdtempSync(join(tmpdir(), "trm-fuzz-"));
  const onnx = [bytesOf(join(modelFolder, "onnx/model.onnx"))];
  return {
    targets: [
      ...safetensorsTargets(),
      referenceTarget(),
      ...configTargets(),
      fromBytes("ONNX model", 0.01, onnx, decodeModel),
      fromFolder(
        "model folder",
        0.02,
        modelFolder,
        FOLDER_FILES,
        readModelFolder,
      ),
      runTarget(root),
      caseTarget(root),
    ],
    release: () => rmSync(root, { recursive: true }),
  };
};
