import { nodeFileSystem, type FileSystem } from "@trm/storage";
import {
  appendFileSync,
  linkSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type {
  EvaluationMetrics,
  MetricsLine,
  StepMetrics,
} from "./metrics-line";
import { openMetricsLog, readMetrics, readMetricsTail } from "./metrics-log";

const line = (step: number): StepMetrics => ({
  step,
  loss: 1 / step,
  learningRate: 1e-3,
  gradientNorm: 1,
  tokensPerSecond: 100,
  elapsedSeconds: step,
});

const evaluated = (step: number): EvaluationMetrics => ({
  step,
  evaluation: { charAcc: 0.5 },
});

describe("metrics.jsonl", () => {
  let dir: string;
  const path = () => join(dir, "metrics.jsonl");
  const open = (bytes: number, step: number) =>
    openMetricsLog(nodeFileSystem, dir, bytes, step);
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "trm-metrics-"));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  /** Goes on after `step`, and says how long the file is then. */
  const write = (
    bytes: number,
    step: number,
    lines: readonly MetricsLine[],
  ) => {
    const { log, ...opened } = open(bytes, step);
    lines.forEach((l) => log.append(l));
    log.sync();
    log.close();
    return { ...opened, size: log.size };
  };

  it("reads back what was appended, and nothing where there is no file", () => {
    expect(readMetrics(path())).toEqual([]);
    write(0, 0, [line(1), line(2)]);
    expect(readMetrics(path())).toEqual([line(1), line(2)]);
  });

  it("keeps rows of numbers as they were, and NaN where one is missing", () => {
    const evaluation = { charAcc: 0.5, positionAcc: [1, NaN, 0.25], none: [] };
    write(0, 0, [line(1), { step: 1, evaluation }]);
    expect(readMetrics(path()).at(-1)).toEqual({ step: 1, evaluation });
  });

  it("is cut to the byte where the run goes on, and tells of that step", () => {
    const { size } = write(0, 0, [
      line(1),
      evaluated(1),
      line(2),
      evaluated(2),
    ]);
    appendFileSync(path(), `${JSON.stringify(line(3))}\n{"step":4,"lo`);
    const { tail, lost } = write(size, 2, [{ ...line(3), loss: 7 }]);
    expect(tail).toEqual({ metrics: line(2), evaluation: evaluated(2) });
    expect(lost).toBe(false);
    expect(readMetrics(path())).toEqual([
      ...[line(1), evaluated(1), line(2), evaluated(2)],
      { ...line(3), loss: 7 },
    ]);
  });

  it("loses an evaluation after the place where the run goes on", () => {
    const { size } = write(0, 0, [line(1), line(2)]);
    write(size, 2, [evaluated(2)]);
    expect(write(size, 2, []).tail).toEqual({ metrics: line(2) });
    expect(readMetrics(path())).toEqual([line(1), line(2)]);
  });

  it("finds the step before an evaluation of no step of its own", () => {
    const { size } = write(0, 0, [line(1), evaluated(1), line(2)]);
    expect(write(size, 2, []).tail).toEqual({ metrics: line(2) });
  });

  it.each<[string, (text: string) => string]>([
    ["shorter", (text) => text.slice(0, -40)],
    ["gone", () => ""],
    ["another", (text) => text.replaceAll('"loss"', '"lossOf"')],
  ])("keeps what it can of a file that is %s", (_, change) => {
    const { size } = write(0, 0, [line(1), evaluated(1), line(2)]);
    writeFileSync(path(), change(readFileSync(path(), "utf8")));
    const before = readMetrics(path());
    expect(write(size, 2, []).lost).toBe(true);
    expect(readMetrics(path())).toEqual(before);
  });

  it("of another run keeps no step twice", () => {
    write(0, 0, [line(1), line(2), line(3), line(4)]);
    const { lost } = write(30, 2, [line(3)]);
    expect(lost).toBe(true);
    expect(readMetrics(path()).map(({ step }) => step)).toEqual([1, 2, 3]);
  });

  it("passes over a last line that a kill cut short", () => {
    write(0, 0, [line(1)]);
    appendFileSync(path(), '{"step":2,"lo');
    expect(readMetrics(path())).toEqual([line(1)]);
  });

  it("passes over a line longer than any of ours", () => {
    const long = `{"step":1,"loss":1,"x":"${"x".repeat(2 ** 16)}"}`;
    writeFileSync(path(), `${long}\n${"[".repeat(1e6)}\n`);
    expect(readMetrics(path())).toEqual([]);
  });

  it("may be longer than a string can be", () => {
    // Lines that are too long to be ours, between two that are.
    const size = 2 ** 29;
    const every = 2 ** 17;
    const last = `\n${JSON.stringify(line(2))}\n`;
    writeFileSync(path(), `${JSON.stringify(line(1))}\n`);
    const files: FileSystem = {
      ...nodeFileSystem,
      statusOf: (handle) => ({ ...nodeFileSystem.statusOf(handle), size }),
      read: (handle, into, position) => {
        into.fill(32);
        nodeFileSystem.read(handle, into, position);
        for (let at = -position % every; at < into.length; at += every)
          if (at > 0) into[at] = 10;
        const end = size - last.length - position;
        if (end >= 0 && end < into.length)
          into.set(new TextEncoder().encode(last), end);
        return into.length;
      },
      truncate: () => undefined,
    };
    expect(readMetrics(path(), files)).toEqual([line(1), line(2)]);
    const { log, tail } = openMetricsLog(files, dir, size, 2);
    log.close();
    expect(tail).toEqual({ metrics: line(2) });
  });

  it("has a last step and a last evaluation, up to any step", () => {
    write(0, 0, [line(1), evaluated(1), line(2), line(3), evaluated(3)]);
    const tail = (upTo?: number) =>
      readMetricsTail(nodeFileSystem, path(), upTo);
    expect(tail()).toEqual({ metrics: line(3), evaluation: evaluated(3) });
    expect(tail(2)).toEqual({ metrics: line(2), evaluation: evaluated(1) });
    expect(tail(0)).toEqual({});
  });

  it("is neither a link nor a file with another name", () => {
    const other = join(dir, "other");
    writeFileSync(other, "precious");
    symlinkSync(other, path());
    expect(() => open(0, 0)).toThrow("is a link");
    rmSync(path());
    linkSync(other, path());
    expect(() => open(0, 0)).toThrow("2 names");
    expect(readFileSync(other, "utf8")).toBe("precious");
  });
});
