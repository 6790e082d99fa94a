import { parseModelConfig } from "@trm/models";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  newestCheckpoint,
  readCheckpoint,
  readCheckpointModel,
  writeCheckpoint,
} from "./checkpoint";
import { CheckpointError } from "../errors";
import { initialState, type TrainState } from "./train-state";

const config = parseModelConfig({
  arch: "dual-ut",
  vocabSize: 5,
  blockSize: 6,
  nEmbd: 4,
  nHead: 2,
  nLayer: 3,
});

const state: TrainState = {
  ...initialState(config, 1),
  step: 12,
  optimizerStep: 12,
  depth: { depth: 3, streak: 7 },
};
state.m.forEach((_, i) => (state.m[i] = i));
state.v.forEach((_, i) => (state.v[i] = i / 7));

describe("a checkpoint", () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "trm-checkpoint-"));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it("gives back every bit of the state", () => {
    const path = writeCheckpoint(dir, state, config);
    expect(readCheckpoint(path, config)).toEqual(state);
    expect(readCheckpointModel(path, config)).toEqual({
      step: 12,
      params: state.params,
    });
  });

  it("has the same bytes for the same state, and replaces one of the same step", () => {
    const files = (path: string) =>
      readdirSync(path)
        .sort()
        .map((name) => [name, readFileSync(join(path, name)).toString("hex")]);
    const first = files(writeCheckpoint(dir, state, config));
    expect(files(writeCheckpoint(dir, state, config))).toEqual(first);
    expect(first.map(([name]) => name)).toEqual([
      "model.safetensors",
      "optimizer.safetensors",
      "state.json",
    ]);
  });

  it("is the newest by number, and unfinished ones do not count", () => {
    expect(newestCheckpoint(join(dir, "absent"))).toBeUndefined();
    expect(newestCheckpoint(dir)).toBeUndefined();
    for (const step of [9, 10])
      writeCheckpoint(dir, { ...state, step }, config);
    mkdirSync(join(dir, ".unfinished-11"));
    expect(newestCheckpoint(dir)).toBe(join(dir, "10"));
  });

  it.each(["model.safetensors", "optimizer.safetensors", "state.json"])(
    "with a truncated %s is one sentence",
    (file) => {
      const path = writeCheckpoint(dir, state, config);
      truncateSync(join(path, file), 40);
      const read = () => readCheckpoint(path, config);
      expect(read).toThrow(CheckpointError);
      expect(read).toThrow(new RegExp(`${file}.*delete its folder`));
    },
  );

  it("without one of its files is one sentence", () => {
    const path = writeCheckpoint(dir, state, config);
    rmSync(join(path, "optimizer.safetensors"));
    expect(() => readCheckpoint(path, config)).toThrow(CheckpointError);
    writeFileSync(join(path, "state.json"), "{}");
    expect(() => readCheckpointModel(path, config)).toThrow(CheckpointError);
  });

  it("of another model is one sentence", () => {
    const path = writeCheckpoint(dir, state, config);
    const wider = { ...config, vocabSize: 6 };
    expect(() => readCheckpoint(path, wider)).toThrow(/another model/);
  });
});
