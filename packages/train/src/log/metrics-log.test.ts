import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openMetricsLog, readMetrics, type StepMetrics } from "./metrics-log";

const line = (step: number): StepMetrics => ({
  step,
  loss: 1 / step,
  learningRate: 1e-3,
  gradientNorm: 1,
  tokensPerSecond: 100,
  elapsedSeconds: step,
});

describe("metrics.jsonl", () => {
  let dir: string;
  const path = () => join(dir, "metrics.jsonl");
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "trm-metrics-"));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const write = (step: number, lines: readonly StepMetrics[]): void => {
    const log = openMetricsLog(path(), step);
    lines.forEach((l) => log.append(l));
    log.sync();
    log.close();
  };

  it("reads back what was appended, and nothing where there is no file", () => {
    expect(readMetrics(path())).toEqual([]);
    write(0, [line(1), line(2)]);
    expect(readMetrics(path())).toEqual([line(1), line(2)]);
  });

  it("forgets the steps after the one that a run continues from", () => {
    write(0, [line(1), line(2), line(3)]);
    write(2, [{ ...line(3), loss: 7 }]);
    expect(readMetrics(path())).toEqual([
      line(1),
      line(2),
      { ...line(3), loss: 7 },
    ]);
  });

  it("passes over a last line that a kill cut short", () => {
    write(0, [line(1)]);
    appendFileSync(path(), '{"step":2,"lo');
    expect(readMetrics(path())).toEqual([line(1)]);
    write(1, [line(2)]);
    expect(readMetrics(path())).toEqual([line(1), line(2)]);
  });
});
