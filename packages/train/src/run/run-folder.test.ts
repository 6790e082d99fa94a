import { nodeFileSystem } from "@trm/storage";
import { getTask } from "@trm/tasks";
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { modelConfigOf, parseTrainConfig } from "../config/config";
import { RunFolderError } from "../errors";
import {
  checkWritesStayInside,
  createRunFolder as create,
  runPaths,
} from "./run-folder";
import {
  checkSameModel,
  describeRun,
  readWrittenRun as readWritten,
} from "./run-record";

const config = parseTrainConfig({ arch: "ut", task: "copy" });
const modelConfig = modelConfigOf(config, getTask("copy"));
const record = describeRun(config, modelConfig, "onnxruntime 1.30.0 on cpu");

const placeOf = (dir: string) => ({ files: nodeFileSystem, dir });
const createRunFolder = (dir: string, what: object, first?: () => void) =>
  create(placeOf(dir), what, first);
const readWrittenRun = (dir: string) => readWritten(nodeFileSystem, dir);

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

  it("that a run left before it had begun is as good as empty", () => {
    const { checkpoints, lock } = runPaths(root);
    mkdirSync(join(checkpoints, "0"), { recursive: true });
    mkdirSync(join(checkpoints, ".unfinished-0-01234567"));
    writeFileSync(lock, "");
    writeFileSync(join(root, ".unfinished-run.json-01234567"), "{");
    createRunFolder(root, record, () => mkdirSync(join(checkpoints, "0")));
    expect(readdirSync(root)).toEqual(["checkpoints", "run.json", "run.lock"]);
    // Weights are worth keeping.
    expect(readdirSync(checkpoints)).toEqual(["0", "0.damaged"]);
  });

  it("takes no weights over that another run left there before it had begun", () => {
    const { checkpoints } = runPaths(root);
    mkdirSync(join(checkpoints, "0"), { recursive: true });
    createRunFolder(root, record);
    expect(readdirSync(checkpoints)).toEqual(["0.damaged"]);
  });

  it.each([
    "metrics.jsonl",
    "done.json",
    "run.lock",
    "events.tfevents.001",
    "checkpoints",
  ])("in which %s leads elsewhere is refused", (name) => {
    const other = join(root, "other");
    writeFileSync(other, "precious");
    const dir = join(root, "run");
    mkdirSync(dir);
    const check = () => checkWritesStayInside(placeOf(dir));
    expect(check).not.toThrow();
    symlinkSync(name === "checkpoints" ? root : other, join(dir, name));
    expect(check).toThrow(`${name} is a link`);
    rmSync(join(dir, name));
    linkSync(other, join(dir, name));
    expect(check).toThrow(name === "checkpoints" ? "is a file" : "2 names");
  });
});
