/** @file Resuming where a checkpoint was being replaced: of two under one step, the one that is whole counts. */
import { CheckpointError, loadRun, runPaths } from "@trm/train";
import { openAppendFile, type FileSystem } from "@trm/storage";
import { createSimulatedDisk, type SimulatedDisk } from "@trm/storage/testing";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { config, DIR, trainOn } from "./faults-run";

const { checkpoints } = runPaths(DIR);
const at = (name: number | string): string => join(checkpoints, String(name));
const REPLACED = ".replaced-5-01234567";

const damage = (files: FileSystem, name: number | string): void => {
  const file = openAppendFile(files, at(name), "model.safetensors");
  file.cut(9);
  file.close();
};

/** Everything below the run, by name, as the file that it is. */
const contents = (files: FileSystem, path = DIR): string[] =>
  files.list(path).flatMap((name) => {
    const inner = join(path, name);
    const status = files.status(inner);
    return status?.kind === "folder"
      ? contents(files, inner)
      : [`${inner} ${status?.id} ${status?.size}`];
  });

/** Copies the checkpoint of the last step to where an interrupted replacement would have put it. */
function copyAside(disk: SimulatedDisk): void {
  disk.makeFolder(at(REPLACED));
  for (const name of disk.list(at(5))) {
    const handle = disk.open(join(at(5), name), "read");
    const bytes = new Uint8Array(disk.statusOf(handle).size);
    disk.read(handle, bytes, 0);
    disk.close(handle);
    const copy = openAppendFile(disk, at(REPLACED), name);
    copy.append(bytes);
    copy.close();
  }
}

describe("a run with a checkpoint that was being replaced", () => {
  let disk: SimulatedDisk;
  let params: Float32Array;
  const resume = async (): Promise<readonly string[]> => {
    const warnings: string[] = [];
    await trainOn(disk, {
      onEvent: (event) => {
        if (event.type === "warning") warnings.push(event.message);
      },
    });
    return warnings;
  };
  beforeEach(async () => {
    disk = createSimulatedDisk();
    await trainOn(disk, { config });
    params = loadRun(DIR, { files: disk }).params;
    copyAside(disk);
  });

  it("goes on from the new one, and the old one goes", async () => {
    expect(await resume()).toEqual([]);
    expect(disk.list(checkpoints)).toEqual(["3", "5"]);
  });

  it("goes on from the old one where the new one is damaged, which is moved aside", async () => {
    damage(disk, 5);
    expect(loadRun(DIR, { files: disk })).toMatchObject({ step: 5, params });
    expect(await resume()).toEqual([
      expect.stringMatching(/5 is damaged \(model.*the one before it/),
    ]);
    expect(disk.list(checkpoints)).toEqual(["3", "5", "5.damaged"]);
    expect(loadRun(DIR, { files: disk })).toMatchObject({ step: 5, params });
  });

  it("moves both aside where both are damaged", async () => {
    damage(disk, 5);
    damage(disk, REPLACED);
    expect(await resume()).toHaveLength(1);
    expect(disk.list(checkpoints)).toEqual([
      ...["3", "5", "5.damaged", "5.damaged-2"],
    ]);
    expect(loadRun(DIR, { files: disk })).toMatchObject({ step: 5, params });
  });

  it.each([true, false])(
    "is left as it is where nothing is whole, the new one there: %s",
    async (isThere) => {
      damage(disk, 3);
      damage(disk, REPLACED);
      if (isThere) damage(disk, 5);
      else disk.rename(at(5), join(DIR, "elsewhere"));
      const before = contents(disk);
      await expect(resume()).rejects.toThrow(CheckpointError);
      expect(contents(disk)).toEqual(before);
    },
  );
});
