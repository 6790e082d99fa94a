import { initParameters, parseModelConfig } from "@trm/models";
import { acquireLock, makeFolders, RunLockedError } from "@trm/storage";
import { createSimulatedDisk } from "@trm/storage/testing";
import { getTask } from "@trm/tasks";
import { describe, expect, it } from "vitest";
import { writeImportedRun } from "./imported-run";
import { runPaths } from "./run-folder";

const task = getTask("copy");
const modelConfig = parseModelConfig({
  ...{ arch: "dense", vocabSize: task.alphabet.size, blockSize: 8 },
  ...{ nEmbd: 4, nHead: 1, nLayer: 1 },
});
const params = initParameters(modelConfig, 1);
const DIR = "/disk/run";

describe("imported weights", () => {
  it("are written by nobody while somebody else begins a run there", () => {
    const files = createSimulatedDisk();
    const write = () =>
      writeImportedRun({
        ...{ dir: DIR, files, task, length: 2, path: "given" },
        ...{ modelConfig, params },
      });
    makeFolders(files, DIR);
    const lock = acquireLock(files, runPaths(DIR).lock);
    expect(write).toThrow(RunLockedError);
    expect(files.list(DIR)).toEqual(["run.lock"]);
    lock.release();
    write();
    expect(files.list(DIR)).toEqual(["checkpoints", "run.json"]);
  });
});
