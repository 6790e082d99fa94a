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
import { parseTrainConfig } from "./config";
import { RunFolderError } from "./errors";
import {
  createRunFolder,
  describeRun,
  readRunConfig,
  runPaths,
} from "./run-folder";

const config = parseTrainConfig({ arch: "ut", task: "copy" });
const record = describeRun(config, "onnxruntime 1.30.0 on cpu");

describe("a run folder", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "trm-run-"));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it("begins with the resolved configuration, versions and hardware", () => {
    const dir = join(root, "deep", "run");
    createRunFolder(dir, record);
    expect(parseTrainConfig(readRunConfig(dir))).toEqual(config);
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

  it("that is missing, no run, or damaged is one sentence", () => {
    expect(() => readRunConfig(join(root, "no"))).toThrow(/does not exist/);
    mkdirSync(join(root, "other"));
    expect(() => readRunConfig(join(root, "other"))).toThrow(/no run\.json/);
    createRunFolder(join(root, "run"), record);
    writeFileSync(runPaths(join(root, "run")).record, '{"config"');
    expect(() => readRunConfig(join(root, "run"))).toThrow(RunFolderError);
  });
});
