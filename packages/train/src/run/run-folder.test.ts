import { getTask } from "@trm/tasks";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { modelConfigOf, parseTrainConfig } from "../config/config";
import { RunFolderError } from "../errors";
import {
  checkSameModel,
  createRunFolder,
  describeRun,
  readWrittenRun,
  runPaths,
} from "./run-folder";

const config = parseTrainConfig({ arch: "ut", task: "copy" });
const modelConfig = modelConfigOf(config, getTask("copy"));
const record = describeRun(config, modelConfig, "onnxruntime 1.30.0 on cpu");

describe("a run folder", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "trm-run-"));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it("begins with the resolved configuration, versions and hardware", () => {
    const dir = join(root, "deep", "run");
    createRunFolder(dir, record);
    expect(parseTrainConfig(readWrittenRun(dir).config)).toEqual(config);
    expect(readWrittenRun(dir).modelConfig).toMatchObject({
      ...{ nLayer: 24, streams: 1, halting: "act", gradient: "full" },
    });
    expect(record).toMatchObject({
      seed: 1337,
      versions: { node: process.versions.node, onnxruntime: "1.30.0" },
      hardware: { engine: "onnxruntime 1.30.0 on cpu" },
    });
    expect(readdirSync(dir).sort()).toEqual(["checkpoints", "run.json"]);
  });

  it("may be an empty folder, but nothing is overwritten", () => {
    createRunFolder(root, record);
    expect(() => createRunFolder(root, record)).toThrow(RunFolderError);
    const file = runPaths(root).record;
    expect(() => createRunFolder(file, record)).toThrow(/is a file/);
  });

  it("makes the model that it made, or is refused", () => {
    createRunFolder(root, record);
    const { modelConfig: written = {} } = readWrittenRun(root);
    expect(() => checkSameModel(root, written, modelConfig)).not.toThrow();
    const changed = { ...modelConfig, gradient: "per-step" as const };
    expect(() => checkSameModel(root, written, changed)).toThrow(
      `The run in ${root} was trained with gradient "full", but its configuration now makes a model with gradient "per-step"; open`,
    );
    const more = { ...modelConfig, gradientPasses: 2 };
    expect(() => checkSameModel(root, written, more)).toThrow(RunFolderError);
  });

  it("that is missing, no run, or damaged is one sentence", () => {
    expect(() => readWrittenRun(join(root, "no"))).toThrow(/does not exist/);
    mkdirSync(join(root, "other"));
    expect(() => readWrittenRun(join(root, "other"))).toThrow(/no run\.json/);
    createRunFolder(join(root, "run"), record);
    writeFileSync(runPaths(join(root, "run")).record, '{"config"');
    expect(() => readWrittenRun(join(root, "run"))).toThrow(RunFolderError);
  });
});
