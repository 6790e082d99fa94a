import { parseModelConfig } from "@trm/models";
import { nodeFileSystem } from "@trm/storage";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DamagedCheckpointError } from "../errors";
import {
  writeCheckpoint,
  writeCheckpointModel,
  type Checkpoint,
  type RunPlace,
} from "./checkpoint";
import { checkpointSteps } from "./checkpoint-folders";
import { newestCheckpoint } from "./find-checkpoint";
import {
  readCheckpoint,
  readCheckpointWeights,
  type CheckpointSpec,
} from "./read-checkpoint";
import { initialState } from "./train-state";

const modelConfig = parseModelConfig({
  arch: "dual-ut",
  vocabSize: 5,
  blockSize: 6,
  nEmbd: 4,
  nHead: 2,
  nLayer: 3,
});

const checkpoint: Checkpoint = {
  state: {
    ...initialState(modelConfig, 1, { emaDecay: 0.9 }),
    step: 12,
    optimizerStep: 12,
    depth: { depth: 3, streak: 7 },
  },
  best: { step: 9, metric: "charAcc", value: 0.5 },
  logs: { metrics: 345, events: { session: 2, bytes: 67 } },
};
const { state } = checkpoint;
state.m.forEach((_, i) => (state.m[i] = i));
state.v.forEach((_, i) => (state.v[i] = i / 7));
state.ema?.forEach((_, i) => (state.ema![i] = -i));

const spec: CheckpointSpec = {
  modelConfig,
  averaged: true,
  steps: 20,
  imported: false,
};

const flip = (path: string, at: number): void => {
  const bytes = readFileSync(path);
  bytes[at < 0 ? bytes.length + at : at]! ^= 1;
  writeFileSync(path, bytes);
};

describe("a checkpoint", () => {
  let place: RunPlace;
  beforeEach(() => {
    const dir = mkdtempSync(join(tmpdir(), "trm-checkpoint-"));
    place = { files: nodeFileSystem, dir };
  });
  afterEach(() => rmSync(place.dir, { recursive: true }));

  const write = () => writeCheckpoint(place, checkpoint, modelConfig);
  const read = () => readCheckpoint(place, 12, spec);

  it("gives back every bit of the state", () => {
    expect(write()).toBe(join(place.dir, "checkpoints", "12"));
    expect(read()).toEqual(checkpoint);
    const weights = (averaged: boolean) =>
      readCheckpointWeights(place, 12, spec, averaged);
    const { best } = checkpoint;
    expect(weights(true)).toEqual({ step: 12, params: state.ema, best });
    expect(weights(false)).toEqual({ step: 12, params: state.params, best });
  });

  it("has the same bytes for the same state, and replaces one of the same step", () => {
    const files = (path: string) =>
      readdirSync(path)
        .sort()
        .map((name) => [name, readFileSync(join(path, name)).toString("hex")]);
    const first = files(write());
    expect(() => write()).toThrow("something is there already");
    const options = { replace: true };
    expect(
      files(writeCheckpoint(place, checkpoint, modelConfig, options)),
    ).toEqual(first);
    expect(readdirSync(join(place.dir, "checkpoints"))).toEqual(["12"]);
    expect(first.map(([name]) => name)).toEqual([
      "ema.safetensors",
      "manifest.json",
      "model.safetensors",
      "optimizer.safetensors",
      "state.json",
    ]);
  });

  it("of imported weights has neither moments nor average", () => {
    writeCheckpointModel(
      place,
      { step: 12, params: state.params },
      modelConfig,
    );
    const imported = { ...spec, averaged: false, imported: true };
    expect(readCheckpointWeights(place, 12, imported, false)).toEqual({
      step: 12,
      params: state.params,
    });
    expect(read).toThrow("lists model.safetensors, state.json where ema");
  });

  const names = [
    "ema.safetensors",
    "manifest.json",
    "model.safetensors",
    "optimizer.safetensors",
    "state.json",
  ];

  it.each(names)("with a truncated %s is damaged", (name) => {
    truncateSync(join(write(), name), 40);
    expect(read).toThrow(DamagedCheckpointError);
    expect(read).toThrow(name);
  });

  it.each(names.filter((name) => name !== "manifest.json"))(
    "with a bit of %s flipped is damaged",
    (name) => {
      flip(join(write(), name), -5);
      expect(read).toThrow(`${name} has other bytes than its manifest.json`);
    },
  );

  it.each(names)("without %s is damaged", (name) => {
    rmSync(join(write(), name));
    expect(read).toThrow(`is damaged: it has no ${name}.`);
  });

  it("is read neither through links nor beyond what the model can have", () => {
    const path = write();
    const model = join(path, "model.safetensors");
    renameSync(model, join(place.dir, "elsewhere"));
    symlinkSync(join(place.dir, "elsewhere"), model);
    expect(read).toThrow(/is damaged: .*link/);
    const manifest = join(path, "manifest.json");
    const text = readFileSync(manifest, "utf8");
    writeFileSync(manifest, text.replace(/"bytes": \d+/g, '"bytes": 99999999'));
    expect(read).toThrow("which can have 65536 at most");
  });

  it.each([
    ["no manifest", "[]"],
    ["a manifest of a later format", '{"formatVersion":2,"files":{}}'],
    ["a manifest of other files", '{"formatVersion":1,"files":{}}'],
    [
      "a manifest that leads elsewhere",
      '{"formatVersion":1,"files":{"../run.json":{"bytes":1,"sha256":""}}}',
    ],
  ])("with %s is damaged", (_, text) => {
    writeFileSync(join(write(), "manifest.json"), text);
    expect(read).toThrow(DamagedCheckpointError);
  });

  it("under another step's name is damaged", () => {
    const path = write();
    renameSync(path, join(path, "..", "13"));
    expect(() => readCheckpoint(place, 13, spec)).toThrow("is of step 12");
  });

  it("of another model is damaged", () => {
    write();
    const wider = { ...spec, modelConfig: { ...modelConfig, vocabSize: 4 } };
    expect(() => readCheckpoint(place, 12, wider)).toThrow(/another model/);
  });

  it("is the newest by number; what has no number is none", () => {
    const newest = () => newestCheckpoint(place, (step) => step);
    expect(newest()).toEqual({ damaged: [] });
    for (const step of [9, 10])
      writeCheckpoint(
        place,
        { ...checkpoint, state: { ...state, step } },
        modelConfig,
      );
    for (const name of [".unfinished-11-00000000", "12.damaged", "013", "1e3"])
      mkdirSync(join(place.dir, "checkpoints", name));
    expect(checkpointSteps(place)).toEqual([9, 10]);
    expect(newest()).toEqual({ found: 10, damaged: [] });
  });
});
