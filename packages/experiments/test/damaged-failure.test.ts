/** @file A run of a sweep whose failure.json is damaged. */
import { makeFolders, writeWholeFile } from "@trm/storage";
import {
  createSimulatedDisk,
  failAt,
  type SimulatedDisk,
} from "@trm/storage/testing";
import { beforeEach, describe, expect, it } from "vitest";
import {
  expandSuite,
  forgetFailure,
  readFailure,
  readSweep,
  runFolder,
  runStatus,
  writeFailure,
  writePlan,
  type PlannedRun,
} from "@trm/experiments";
import { tiny } from "./suites";

const DIR = "/sweep";
const plan = expandSuite(tiny());
const [run] = plan.runs as [PlannedRun];

describe.each([
  ["no JSON", "{"],
  ["something else", '{"message":3}'],
  ["no object", "[]"],
])("a failure.json that holds %s", (_, text) => {
  let files: SimulatedDisk;
  beforeEach(() => {
    files = createSimulatedDisk();
    writePlan(DIR, plan, files);
    const folder = runFolder(DIR, run);
    makeFolders(files, folder);
    const bytes = new TextEncoder().encode(text);
    writeWholeFile(files, `${folder}/failure.json`, [bytes]);
  });

  it("is a failure that names it and can be tried again", () => {
    const { status, failure } = runStatus(DIR, run, { files });
    expect(status).toBe("failed");
    expect(failure).toMatchObject({ retriable: true, attempts: 1 });
    expect(failure?.message).toContain(`runs/${run.id}/failure.json`);
    expect(failure?.at).toMatch(/^\d{4}-\d\d-\d\dT/);
    expect([...readSweep(DIR, files).failures]).toEqual([[run.id, failure]]);
  });

  it("is written over by the next failure, and forgotten by a retry", () => {
    writeFailure(DIR, run, new Error("no such kernel"), files);
    expect(readFailure(DIR, run, files)).toMatchObject({
      ...{ message: "no such kernel", attempts: 2 },
    });
    forgetFailure(DIR, run, files);
    expect(readFailure(DIR, run, files)).toBeUndefined();
  });

  it("stops nobody where the disk does not even give it", () => {
    const failing = failAt(files, 1, { error: "EIO", persists: true });
    expect(readFailure(DIR, run, failing)).toBeUndefined();
  });
});
