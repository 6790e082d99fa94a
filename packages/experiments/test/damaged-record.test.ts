/** @file A record that is not the run's, or holds what no run writes, is refused by the name of its file. */
import { writeWholeFile, type FileSystem } from "@trm/storage";
import { createSimulatedDisk } from "@trm/storage/testing";
import { valueAt } from "@trm/train/raw-config";
import { beforeEach, describe, expect, it } from "vitest";
import {
  collect,
  readReusable,
  readSweep,
  SweepError,
  writePlan,
  type RunRecord,
} from "@trm/experiments";
import { syntheticRecord } from "../src/report/testing/synthetic-record";
import { DIR, execute, first, plan, second } from "./tiny-sweep";

const OUT = "/results";
const FILE = `${OUT}/records/${first.id}.json`;

let files: FileSystem;
const write = (path: string, value: unknown): void =>
  writeWholeFile(files, path, [
    new TextEncoder().encode(
      typeof value === "string" ? value : JSON.stringify(value),
    ),
  ]);

const record: RunRecord = syntheticRecord(first);

/** The record with another value at a path. */
const damaged = (path: string, value: unknown): unknown => {
  const copy: unknown = structuredClone(record);
  const keys = path.split(".");
  const holder = valueAt(copy, keys.slice(0, -1));
  if (typeof holder === "object" && holder !== null)
    Reflect.set(holder, keys.at(-1)!, value);
  return copy;
};

describe("a collected record", () => {
  beforeEach(() => {
    files = createSimulatedDisk();
    writePlan(OUT, plan, files);
    files.makeFolder(`${OUT}/records`);
  });

  it("is read, whatever numbers JSON could not hold", () => {
    const point = { ...record.curve[0]!, loss: null, gradientNorm: null };
    const values = { ...point.values, gradientNorms: [null, 1e300] };
    write(FILE, { ...record, seconds: null, curve: [{ ...point, values }] });
    expect([...readSweep(OUT, files).records.keys()]).toEqual([first.id]);
  });

  it.each([
    ["another run's", syntheticRecord(second), `another run, "${second.id}"`],
    [
      "of another configuration",
      { ...record, config: { ...record.config, length: 4 } },
      "another configuration than the plan has",
    ],
    [
      "of no configuration",
      { ...record, config: {} },
      "another configuration than the plan has",
    ],
    [
      "of other lengths",
      { ...record, evaluations: record.evaluations.slice(0, 1) },
      "evaluations at the lengths 3, where the plan has 3, 5",
    ],
    ["no JSON", "{", "holds no JSON"],
    ["a list", [], "a list of 0 instead of the record of a run"],
    [
      "of another format",
      { ...record, formatVersion: 2 },
      "formatVersion is 2",
    ],
  ])("that is %s is refused", (_, found, words) => {
    write(FILE, found);
    for (const read of [
      () => readSweep(OUT, files),
      () => readReusable([OUT], files),
    ]) {
      expect(read).toThrow(SweepError);
      expect(read).toThrow(`The file ${FILE} holds `);
      expect(read).toThrow(words);
      expect(read).toThrow("; collect it again.");
    }
  });

  it.each([
    ["evaluations.0.metrics.charAcc", "0.5", '"0.5"'],
    ["evaluations.0.metrics.charAcc", 7.5, "7.5"],
    ["evaluations.1.metrics.seqAcc", null, "null"],
    ["evaluations.0.metrics.seqAcc", undefined, "nothing"],
    ["evaluations.0.usedPasses", -1, "-1"],
    ["evaluations.0.perPosition.0.accuracy", [], "a list of 0"],
    ["evaluations.0.intervals.charAcc.lower", "", '""'],
    ["curve.0.values.charAcc", null, "null"],
    ["curve.0.values.positionAcc.0", 2, "2"],
    ["curve.0.step", 1.5, "1.5"],
    ["curve.0.loss", "low", '"low"'],
    ["ending.step", null, "null"],
    ["ending.stoppedEarly", 3, "3"],
    ["trainingFlops", "many", '"many"'],
    ["parameters", undefined, "nothing"],
  ])("whose %s is %j is refused", (path, value, words) => {
    write(FILE, damaged(path, value));
    expect(() => readSweep(OUT, files)).toThrow(
      `The file ${FILE} holds no record of a run that this version reads: its ${path} is ${words}; collect it again.`,
    );
  });
});

describe("a record in a sweep's own folder that is another run's", () => {
  const folder = `${DIR}/runs/${first.id}`;

  it("is made again once it is removed, as the sentence says", async () => {
    files = createSimulatedDisk();
    writePlan(DIR, plan, files);
    await execute(files, first);
    const found = () => readSweep(DIR, files).records.get(first.id)?.curve;
    const before = found();
    write(`${folder}/record.json`, syntheticRecord(second));
    expect(() => collect(DIR, OUT, files)).toThrow(
      `The file ${folder}/record.json holds the record of another run, "${second.id}"; remove it, and trm sweep run makes it again from the run's weights.`,
    );
    files.removeFile(`${folder}/record.json`);
    expect(await execute(files, first)).toBe("done");
    expect(found()).toEqual(before);
  });

  it("and that was reused is computed once the folder is removed", () => {
    files = createSimulatedDisk();
    writePlan(DIR, plan, files);
    for (const path of [`${DIR}/runs`, folder]) files.makeFolder(path);
    write(`${folder}/record.json`, syntheticRecord(second));
    write(`${folder}/done.json`, "{}");
    expect(() => readSweep(DIR, files)).toThrow(
      `remove the folder ${folder}, and trm sweep run computes the run.`,
    );
  });
});
