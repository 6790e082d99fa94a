/** @file Small runs that the tests of this package share. */
import { createEngine, type Engine } from "@trm/onnx/runtime";
import { nodeFileSystem, readInside, type FileSystem } from "@trm/storage";
import { createHash } from "node:crypto";
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { afterAll, beforeAll } from "vitest";
import {
  parseTrainConfig,
  readMetrics,
  runPaths,
  train,
  type TrainConfig,
  type TrainConfigInput,
  type TrainEvent,
  type TrainOptions,
} from "@trm/train";

type Overrides = Partial<TrainConfigInput>;

/** A run of a few steps of a model of width 8. */
export const tinyRun = (overrides: Overrides = {}): TrainConfig =>
  parseTrainConfig({
    arch: "dual-ut",
    task: "copy",
    length: 3,
    budget: 12,
    ...overrides,
    model: { nEmbd: 8, nHead: 2, blockSize: 8, ...overrides.model },
    training: {
      steps: 6,
      batchSize: 4,
      learningRate: 1e-2,
      ...overrides.training,
    },
    checkpoint: { everySteps: 3, ...overrides.checkpoint },
    runtime: { threads: 1 },
  });

/** An engine and a folder for the tests of one file; gone when they are through. */
export function withEngine() {
  const made: { engine?: Engine; dir?: string; runs: number } = { runs: 0 };
  beforeAll(async () => {
    made.engine = await createEngine({ engine: "onnxruntime", threads: 1 });
    made.dir = mkdtempSync(join(tmpdir(), "trm-train-"));
  });
  afterAll(async () => {
    await made.engine?.release();
    if (made.dir) rmSync(made.dir, { recursive: true });
  });
  return {
    engine: (): Engine => made.engine!,
    /** A folder name that is not in use. */
    newDir: (): string => join(made.dir!, `run-${(made.runs += 1)}`),
  };
}

/** Every file below a folder with the SHA-256 of its bytes, every link with where it leads. */
export function filesBelow(dir: string): Record<string, string> {
  const found: Record<string, string> = {};
  const walk = (path: string): void => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const at = join(path, entry.name);
      const name = relative(dir, at);
      if (entry.isDirectory()) walk(at);
      else if (entry.isSymbolicLink()) found[name] = readlinkSync(at);
      else
        found[name] = createHash("sha256")
          .update(readFileSync(at))
          .digest("hex");
    }
  };
  walk(dir);
  return found;
}

/**
 * The tensors below a folder: what depends on the configuration alone. state.json says how long the logs were, which
 * tell times.
 */
export const tensorsBelow = (dir: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(filesBelow(dir)).filter(([name]) =>
      name.endsWith(".safetensors"),
    ),
  );

/** A score that is the best at step 2. */
export const bestAtTwo = (_: unknown, step: number) =>
  Promise.resolve({ score: step === 2 ? 1 : 0 });

/** Trains, and gives back what the run has said. */
export async function heard(options: TrainOptions) {
  const events: TrainEvent[] = [];
  const onEvent = (event: TrainEvent) => void events.push(event);
  await train({ onEvent, ...options });
  const warnings = events.flatMap((event) =>
    event.type === "warning" ? [event.message] : [],
  );
  return { events, warnings };
}

export const readBytes = (files: FileSystem, path: string): Uint8Array =>
  readInside(files, dirname(path), basename(path), 2 ** 30);

/** Every line of metrics.jsonl without its times. */
export const linesOf = (dir: string, files: FileSystem = nodeFileSystem) =>
  readMetrics(runPaths(dir).metrics, files).map((line) => ({
    ...line,
    ...("loss" in line && { tokensPerSecond: 0, elapsedSeconds: 0 }),
  }));

/** The hashes of a checkpoint's tensors and its state; the lengths of logs, which hold times, apart. */
export function checkpointRecord(
  path: string,
  files: FileSystem = nodeFileSystem,
) {
  const tensors = files
    .list(path)
    .filter((name) => name.endsWith(".safetensors"))
    .map((name) => {
      const bytes = readBytes(files, join(path, name));
      return [name, createHash("sha256").update(bytes).digest("hex")] as const;
    });
  const text = new TextDecoder().decode(
    readBytes(files, join(path, "state.json")),
  );
  const { logs, ...state } = JSON.parse(text) as {
    readonly step: number;
    readonly best?: { readonly step: number };
    readonly logs: { readonly metrics: number };
  };
  return { record: { state, tensors: Object.fromEntries(tensors) }, logs };
}
