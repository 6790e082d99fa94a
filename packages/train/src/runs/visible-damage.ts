/** @file Damage to checkpoints that can be seen without reading their tensors. */
import { readJsonInside, StorageError } from "@trm/storage";
import { join } from "node:path";
import { DamagedCheckpointError, type DamagedCheckpoint } from "../errors";
import { checkpointPath, CHECKPOINTS, type RunPlace } from "../run/checkpoint";
import { checkpointFolders, checkpointSteps } from "../run/checkpoint-folders";
import { readStep } from "../run/find-checkpoint";
import { MANIFEST, MOST_MANIFEST_BYTES, parseManifest } from "../run/manifest";

/** A damaged checkpoint that made room for a new one of its step. */
const ASIDE = /^(\d{1,10})\.damaged(-\d+)?$/;

/** @returns words that follow `is damaged:`, or undefined where nothing is to be seen */
function reasonOf(
  { files, dir }: RunPlace,
  folder: string,
): string | undefined {
  const name = `${CHECKPOINTS}/${folder}/${MANIFEST}`;
  try {
    const raw = readJsonInside(files, dir, name, MOST_MANIFEST_BYTES);
    const manifest = parseManifest(raw);
    if (!manifest) return `its ${MANIFEST} is none`;
    for (const [file, { bytes }] of Object.entries(manifest.files)) {
      const status = files.status(join(dir, CHECKPOINTS, folder, file));
      if (status?.kind !== "file") return `it has no ${file}`;
      if (status.size !== bytes)
        return `${file} has ${status.size} bytes where its ${MANIFEST} says ${bytes}`;
    }
    return undefined;
  } catch (error) {
    const absent = error instanceof StorageError && error.code === "ENOENT";
    return absent ? `it has no ${MANIFEST}` : `its ${MANIFEST} cannot be read`;
  }
}

/** @throws {DamagedCheckpointError} where damage to all folders of a step is to be seen; the first one's is told */
function look(place: RunPlace, step: number): void {
  const folders = checkpointFolders(place).get(step) ?? [String(step)];
  const reasons = folders.map((folder) => reasonOf(place, folder));
  const [reason] = reasons;
  if (reason === undefined || reasons.includes(undefined)) return;
  const path = checkpointPath(place.dir, step);
  throw new DamagedCheckpointError({ path, step, reason });
}

/** A checkpoint that a resume has moved aside. */
function asideOf({ dir }: RunPlace, name: string): DamagedCheckpoint[] {
  const step = ASIDE.exec(name)?.[1];
  if (step === undefined) return [];
  const path = join(dir, CHECKPOINTS, name);
  return [{ path, step: Number(step), reason: "a resume moved it aside" }];
}

/**
 * @param place a run
 * @returns checkpoints that were moved aside as damaged, and those whose manifest or sizes are wrong, rising by step
 * @throws {RunFolderError} when the place of the checkpoints is no folder
 */
export function visibleDamage(place: RunPlace): DamagedCheckpoint[] {
  const { files, dir } = place;
  const inPlace = checkpointSteps(place).flatMap((step) => {
    const one = readStep(place, step, () => look(place, step));
    return one && "damage" in one ? [one.damage.damage] : [];
  });
  const parent = join(dir, CHECKPOINTS);
  const names = files.status(parent) ? files.list(parent) : [];
  const aside = names.flatMap((name) => asideOf(place, name));
  return [...aside, ...inPlace].sort((a, b) => a.step - b.step);
}
