/** @file What a folder says of a sweep that is collected into it more than once. */
import { makeFolders, writeWholeFile, type FileSystem } from "@trm/storage";
import { createSimulatedDisk } from "@trm/storage/testing";
import { beforeEach, describe, expect, it } from "vitest";
import {
  collect,
  expandSuite,
  forgetFailure,
  readSweep,
  runFolder,
  writeFailure,
  writePlan,
  type PlannedRun,
} from "@trm/experiments";
import { syntheticRecord } from "../src/report/testing/synthetic-record";
import { tiny } from "./suites";

const OUT = "/results";
const plan = expandSuite(tiny());
const [first, second] = plan.runs as [PlannedRun, PlannedRun];

let files: FileSystem;
beforeEach(() => {
  files = createSimulatedDisk();
  for (const machine of ["/a", "/b"]) writePlan(machine, plan, files);
});

const write = (path: string, text: string): void =>
  writeWholeFile(files, path, [new TextEncoder().encode(text)]);

/** What a run that is done has, as far as its readers look. */
const finish = (dir: string, run: PlannedRun): void => {
  const folder = runFolder(dir, run);
  makeFolders(files, folder);
  write(`${folder}/record.json`, JSON.stringify(syntheticRecord(run)));
  write(`${folder}/done.json`, "{}");
};

const fail = (dir: string, run: PlannedRun, message: string): void => {
  makeFolders(files, runFolder(dir, run));
  writeFailure(dir, run, new Error(message), files);
};

/** Collects from two machines in turn. */
const collectBoth = () => {
  for (const machine of ["/a", "/b"]) collect(machine, OUT, files);
  return readSweep(OUT, files);
};

const failuresIn = (dir: string): string[] =>
  [...readSweep(dir, files).failures.values()].map(({ message }) => message);

describe("a folder that is collected into from two machines", () => {
  it("keeps what either has done of the plan", () => {
    finish("/a", first);
    finish("/b", second);
    expect([...collectBoth().records.keys()]).toEqual([first.id, second.id]);
  });

  it("keeps why a run failed on the one that the other has not begun", () => {
    fail("/a", first, "no such kernel");
    finish("/b", second);
    collectBoth();
    expect(failuresIn(OUT)).toEqual(["no such kernel"]);
  });

  it.each([
    ["first", "/a", "/b"],
    ["last", "/b", "/a"],
  ])("calls a run done that failed on the one collected %s", (_, bad, good) => {
    fail(bad, first, "no such kernel");
    finish(good, first);
    const { records, failures } = collectBoth();
    expect([...records.keys()]).toEqual([first.id]);
    expect(failures.size).toBe(0);
    expect(files.status(`${OUT}/failures/${first.id}.json`)).toBeUndefined();
  });
});

describe("a sweep that is collected again", () => {
  it("says the newest failure of a run, and none of one that is tried again", () => {
    fail("/a", first, "no such kernel");
    collect("/a", OUT, files);
    fail("/a", first, "out of memory");
    collect("/a", OUT, files);
    expect(failuresIn(OUT)).toEqual(["out of memory"]);
    forgetFailure("/a", first, files);
    collect("/a", OUT, files);
    expect(failuresIn(OUT)).toEqual([]);
  });

  it("mends a damaged failure, which nobody reads as none", () => {
    fail("/a", first, "no such kernel");
    collect("/a", OUT, files);
    const path = `${OUT}/failures/${first.id}.json`;
    for (const text of ["no JSON", '{"message":"half of it"}']) {
      write(path, text);
      expect(() => readSweep(OUT, files)).toThrow(
        `The file ${path} does not say why a run has failed; collect it again.`,
      );
      collect("/a", OUT, files);
      expect(failuresIn(OUT)).toEqual(["no such kernel"]);
    }
  });
});
