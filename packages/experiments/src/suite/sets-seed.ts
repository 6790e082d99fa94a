/** @file The one setting that a suite keeps to itself. */
import { valueAt } from "@trm/train/raw-config";

const SEED = ["training", "seed"] as const;

/** The seed's path in a configuration. */
export const SEED_PATH = SEED.join(".");

/** Whether a value put at a path brings a seed with it, be it as a part of the section. */
export const setsSeed = (path: readonly string[], value: unknown): boolean =>
  path.every((key, i) => key === SEED[i]) &&
  (path.length === SEED.length ||
    valueAt(value, SEED.slice(path.length)) !== undefined);
