import { nodeFileSystem, StorageError } from "@trm/storage";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseTrainConfig } from "../config/config";
import type { StepMetrics } from "./metrics-line";
import {
  cutEventLog,
  eventFileName,
  openEventLog,
  type EventLogPlace,
} from "./tensorboard-log";

const config = parseTrainConfig({ arch: "ut", task: "copy" });

const line = (step: number): StepMetrics => ({
  step,
  loss: 1 / step,
  learningRate: 1e-3,
  gradientNorm: 1,
  tokensPerSecond: 100,
  elapsedSeconds: step,
});

/** The text in each frame of an event file. */
function textsOf(bytes: Buffer): string[] {
  const texts: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = bytes.readUInt32LE(at);
    texts.push(bytes.toString("latin1", at + 12, at + 12 + length));
    at += length + 16;
  }
  return texts;
}

describe("the event files of a run", () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "trm-events-"));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const names = (): string[] => readdirSync(dir).sort();
  const read = (session: number): string[] =>
    textsOf(readFileSync(join(dir, eventFileName(session))));
  /** @returns where the log stood after each line */
  const write = (
    session: number,
    startStep: number,
    steps: readonly number[],
  ): EventLogPlace[] => {
    const start = { session, startStep, config, now: () => 1e12 };
    const log = openEventLog(nodeFileSystem, dir, start);
    const places = steps.map((step) => {
      log.append(line(step));
      return log.place;
    });
    log.sync();
    log.close();
    return places;
  };

  it("begin with the version, and the first with the configuration", () => {
    write(1, 0, [1]);
    const [version, text, step, ...rest] = read(1);
    expect(version).toContain("brain.Event:2");
    expect(text).toContain('```json\n{\n  "arch": "ut"');
    expect(step).toContain("train/loss");
    expect(rest).toEqual([]);
  });

  it("say how long they are after every line", () => {
    const [first, second] = write(1, 0, [1, 2]);
    expect(first?.session).toBe(1);
    const { length } = readFileSync(join(dir, eventFileName(1)));
    expect(second?.bytes).toBe(length);
    expect(first?.bytes).toBeLessThan(length);
  });

  it("are cut where a checkpoint left them, and later ones are gone", () => {
    const [place] = write(1, 0, [1, 2, 3]);
    write(2, 3, [4]);
    write(3, 4, [5]);
    expect(cutEventLog(nodeFileSystem, dir, place)).toBe(4);
    expect(names()).toEqual(["events.tfevents.001"]);
    expect(read(1)).toHaveLength(3);
    expect(read(1)[2]).toContain("train/loss");
    write(4, 1, [2]);
    expect(read(4)[1]).not.toContain("config");
    expect(read(4)).toHaveLength(3);
  });

  it("show the configuration again when the first is gone", () => {
    write(1, 0, [1]);
    expect(cutEventLog(nodeFileSystem, dir)).toBe(2);
    expect(names()).toEqual([]);
    write(2, 0, [1]);
    expect(read(2).filter((text) => text.includes("config"))).toHaveLength(1);
  });

  it("begin with 1 where there are none, and pass over other files", () => {
    expect(cutEventLog(nodeFileSystem, dir)).toBe(1);
    expect(cutEventLog(nodeFileSystem, dir, { session: 7, bytes: 9 })).toBe(8);
  });

  it("are left as they are when shorter than the checkpoint says", () => {
    const [place] = write(1, 0, [1]);
    const bytes = readFileSync(join(dir, eventFileName(1)));
    cutEventLog(nodeFileSystem, dir, { session: 1, bytes: place!.bytes + 9 });
    expect(readFileSync(join(dir, eventFileName(1))).equals(bytes)).toBe(true);
  });

  it("tag evaluations by their metrics", () => {
    const start = { session: 1, startStep: 0, config };
    const log = openEventLog(nodeFileSystem, dir, start);
    log.append({ step: 4, evaluation: { charAcc: 0.5, seqAcc: 0 } });
    log.append({ ...line(5), meanActSteps: 2 });
    log.close();
    expect(read(1)[2]).toMatch(/eval\/charAcc[^]*eval\/seqAcc/);
    expect(read(1)[3]).toContain("train/mean_act_steps");
  });

  it("tag the numbers of a row by their places, from 1", () => {
    const start = { session: 1, startStep: 0, config };
    const log = openEventLog(nodeFileSystem, dir, start);
    const evaluation = { seqAcc: 0, positionAcc: [1, 0.5], none: [] };
    log.append({ step: 4, evaluation });
    log.close();
    const tags = read(1)[2]?.match(/eval\/[\w/]+/g);
    expect(tags).toEqual([
      ...["eval/seqAcc", "eval/positionAcc/1", "eval/positionAcc/2"],
    ]);
  });

  it("cannot be opened in a folder that is not there", () => {
    const start = { session: 1, startStep: 0, config };
    expect(() => openEventLog(nodeFileSystem, join(dir, "no"), start)).toThrow(
      StorageError,
    );
  });
});
