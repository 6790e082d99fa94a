/** @file Resuming from a folder in which checkpoints are damaged: the newest whole one counts, and nothing is deleted. */
import {
  CheckpointError,
  loadRun,
  runPaths,
  type TrainConfig,
  type TrainOptions,
} from "@trm/train";
import {
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import {
  bestAtTwo as evaluate,
  filesBelow,
  heard,
  linesOf,
  tensorsBelow,
  tinyRun,
  withEngine,
} from "./support";

const { engine, newDir } = withEngine();

const configOf = (arch: string): TrainConfig =>
  tinyRun({
    arch,
    model: { dropout: 0.2 },
    training: { emaDecay: 0.9 },
    evaluation: { everySteps: 2 },
    checkpoint: { everySteps: 2, keepLast: 3, best: "score" },
  });

const run = (options: Omit<TrainOptions, "engine">) =>
  heard({ evaluate, engine: engine(), ...options });

const checkpoint = (dir: string, step: number, ...file: string[]): string =>
  join(runPaths(dir).checkpoints, String(step), ...file);

const damages: readonly (readonly [string, (dir: string) => void, RegExp])[] = [
  [
    "with a flipped bit",
    (dir) => {
      const path = checkpoint(dir, 6, "optimizer.safetensors");
      const bytes = readFileSync(path);
      bytes[bytes.length - 9]! ^= 4;
      writeFileSync(path, bytes);
    },
    /optimizer\.safetensors has other bytes/,
  ],
  [
    "with a truncated file",
    (dir) => truncateSync(checkpoint(dir, 6, "ema.safetensors"), 100),
    /ema\.safetensors has 100 bytes/,
  ],
  [
    "without manifest",
    (dir) => rmSync(checkpoint(dir, 6, "manifest.json")),
    /it has no manifest\.json/,
  ],
  [
    "that is another step's",
    (dir) => {
      rmSync(checkpoint(dir, 6), { recursive: true });
      cpSync(checkpoint(dir, 4), checkpoint(dir, 6), { recursive: true });
    },
    /its state\.json is of step 4/,
  ],
  [
    "that is empty",
    (dir) => {
      rmSync(checkpoint(dir, 6), { recursive: true });
      mkdirSync(checkpoint(dir, 6));
    },
    /it has no manifest\.json/,
  ],
  [
    "that is a link",
    (dir) => {
      renameSync(checkpoint(dir, 6), join(dir, "elsewhere"));
      symlinkSync(join(dir, "elsewhere"), checkpoint(dir, 6));
    },
    /link/,
  ],
];

describe.each(["dense", "trm"])("%s: a run", (arch) => {
  let whole: string;
  beforeAll(async () => {
    whole = newDir();
    await run({ dir: whole, config: configOf(arch) });
  });

  const copy = (): string => {
    const dir = newDir();
    cpSync(whole, dir, { recursive: true });
    return dir;
  };

  it.each(damages)(
    "whose newest checkpoint is one %s goes on from the one before to the same end",
    async (_, damage, reason) => {
      const dir = copy();
      damage(dir);
      const damaged = filesBelow(runPaths(dir).checkpoints);
      const loaded = loadRun(dir, { checkpoint: "best" });
      expect(loaded.step).toBe(2);
      expect(loadRun(dir).params).toEqual(
        loadRun(whole, { checkpoint: loadRun(dir).step }).params,
      );
      const { events, warnings } = await run({ dir, resume: true });
      expect(events[0]).toMatchObject({ type: "start", step: 4 });
      expect(warnings).toEqual([expect.stringMatching(reason) as string]);
      expect(tensorsBelow(checkpoint(dir, 6))).toEqual(
        tensorsBelow(checkpoint(whole, 6)),
      );
      expect(linesOf(dir)).toEqual(linesOf(whole));
      const after = filesBelow(runPaths(dir).checkpoints);
      for (const [name, hash] of Object.entries(damaged))
        expect(after[name.replace(/^6\b/, "6.damaged")]).toBe(hash);
      expect(loadRun(dir)).toEqual(loadRun(whole));
    },
  );

  it("goes back as far as it must, and the weights are named by what is whole", async () => {
    const dir = copy();
    for (const step of [4, 6])
      rmSync(checkpoint(dir, step, "model.safetensors"));
    expect(loadRun(dir, { weights: "trained" })).toMatchObject({
      step: 2,
      damaged: [{ step: 6 }, { step: 4 }],
    });
    expect(() => loadRun(dir, { checkpoint: 4, weights: "trained" })).toThrow(
      /4 is damaged: it has no model\.safetensors/,
    );
    expect(() => loadRun(dir, { checkpoint: 5 })).toThrow(
      "has no checkpoint of step 5; it has those of 2, 4, 6",
    );
    const { warnings } = await run({ dir, resume: true });
    expect(warnings).toHaveLength(2);
    expect(loadRun(dir)).toEqual(loadRun(whole));
  });

  it("whose checkpoints are all damaged says so, and nothing is changed", async () => {
    const dir = copy();
    for (const step of [2, 4, 6])
      truncateSync(checkpoint(dir, step, "state.json"), 9);
    const before = filesBelow(dir);
    const message =
      /^No checkpoint of the run in .* is whole: .*6 is damaged \(.*\), and so are 2 older ones/;
    const resumed = run({ dir, resume: true });
    await expect(resumed).rejects.toThrow(CheckpointError);
    await expect(resumed).rejects.toThrow(message);
    expect(() => loadRun(dir)).toThrow(message);
    expect(filesBelow(dir)).toEqual(before);
  });
});

describe("a run of an average", () => {
  it("gives the average unless the trained weights are asked for", async () => {
    const dir = newDir();
    await run({ dir, config: configOf("dense") });
    const [ema, trained] = (["ema", "trained"] as const).map(
      (weights) => loadRun(dir, { weights }).params,
    );
    expect(loadRun(dir).params).toEqual(ema);
    expect(trained).not.toEqual(ema);
    const plain = newDir();
    await run({ dir: plain, config: tinyRun({ training: { steps: 1 } }) });
    expect(() => loadRun(plain, { weights: "ema" })).toThrow(CheckpointError);
    expect(() => loadRun(plain, { checkpoint: "best" })).toThrow(
      "has no best checkpoint",
    );
  });
});
