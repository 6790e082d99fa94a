/** @file Damage to checkpoints that can be seen without reading their tensors. */
import { readJsonInside, StorageError } from "@trm/storage";
import { join } from "node:path";
import type { DamagedCheckpoint } from "../errors";
import { checkpointPath, CHECKPOINTS, type RunPlace } from "../run/checkpoint";
import { checkpointSteps } from "../run/checkpoint-folders";
import { MANIFEST, MOST_MANIFEST_BYTES, parseManifest } from "../run/manifest";

/** A damaged checkpoint that made room for a new one of its step. */
const ASIDE = /^(\d{1,10})\.damaged(-\d+)?$/;

/** @returns words that follow `is damaged:`, or undefined where nothing is to be seen */
function reasonOf({ files, dir }: RunPlace, step: number): string | undefined {
  const path = checkpointPath(dir, step);
  const name = `${CHECKPOINTS}/${step}/${MANIFEST}`;
  try {
    const raw = readJsonInside(files, dir, name, MOST_MANIFEST_BYTES);
    const manifest = parseManifest(raw);
    if (!manifest) return `its ${MANIFEST} is none`;
    for (const [file, { bytes }] of Object.entries(manifest.files)) {
      const status = files.status(join(path, file));
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

/**
 * @param place a run
 * @returns checkpoints that were moved aside as damaged, and those whose manifest or sizes are wrong, rising by step
 * @throws {RunFolderError} when the place of the checkpoints is no folder
 */
export function visibleDamage(place: RunPlace): DamagedCheckpoint[] {
  const { files, dir } = place;
  const steps = checkpointSteps(place);
  const parent = join(dir, CHECKPOINTS);
  const names = files.status(parent) ? files.list(parent) : [];
  const aside = names.flatMap((name) => {
    const step = ASIDE.exec(name)?.[1];
    const reason = "a resume moved it aside";
    return step
      ? [{ path: join(parent, name), step: Number(step), reason }]
      : [];
  });
  const inPlace = steps.flatMap((step) => {
    const reason = reasonOf(place, step);
    return reason ? [{ path: checkpointPath(dir, step), step, reason }] : [];
  });
  return [...aside, ...inPlace].sort((a, b) => a.step - b.step);
}
