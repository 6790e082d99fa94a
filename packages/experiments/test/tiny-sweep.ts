/** @file The tiny suite as a sweep whose runs share one engine, which is released after the tests of the file. */
import { createEngine, type Engine } from "@trm/onnx/runtime";
import type { FileSystem } from "@trm/storage";
import { afterAll, expect } from "vitest";
import {
  executeRun,
  expandSuite,
  readSweep,
  type ExecuteOptions,
  type PlannedRun,
  type RunRecord,
} from "@trm/experiments";
import { tiny } from "./suites";

export const DIR = "/sweeps/tiny";
export const plan = expandSuite(tiny());
export const [first, second] = plan.runs as [PlannedRun, PlannedRun];

export const engine = await createEngine({ threads: 1 });
afterAll(() => engine.release());

/** Runs nothing. */
export const brokenEngine: Engine = {
  ...engine,
  compile: () => Promise.reject(new Error("no such kernel")),
};

/** Whoever died in an earlier life is known to be dead. */
export const lock: ExecuteOptions["lock"] = {
  isAlive: () => false,
  now: () => Date.now() + 60_000,
};

export const execute = (
  files: FileSystem,
  run: PlannedRun,
  options: ExecuteOptions = {},
) => executeRun(DIR, run, { files, engine, lock, ...options });

/** What must be the same in equal runs. */
export const foundOn = (files: FileSystem) =>
  [...readSweep(DIR, files).records.values()].map(
    ({ seconds, environment, gitCommit, ...found }: RunRecord) => {
      expect(seconds).toBeGreaterThan(0);
      expect(environment["node"]).toBe(process.versions.node);
      expect(gitCommit).toBeUndefined();
      return found;
    },
  );
