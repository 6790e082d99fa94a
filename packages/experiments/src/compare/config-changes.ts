/** @file Where the configurations of two runs differ. */
import type { PlannedRun } from "../plan/plan";
import { settingPaths } from "../plan/setting-paths";

/** A configuration path with its two values; a value that one side lacks is undefined. */
export interface ConfigChange {
  /** such as `model.gradient` */
  readonly key: string;
  readonly a: unknown;
  readonly b: unknown;
}

/** What the seeds of a cell differ in anyway. */
const SEED = "config.training.seed";

const settingsOf = ({ config, evaluation }: PlannedRun) =>
  new Map(settingPaths({ config, evaluation }).filter(([key]) => key !== SEED));

/** Where two planned runs differ in configuration or evaluation, their seeds aside; keys of the configuration without a prefix. */
export const configChanges = (a: PlannedRun, b: PlannedRun): ConfigChange[] => {
  const [left, right] = [settingsOf(a), settingsOf(b)];
  return [...new Set([...left.keys(), ...right.keys()])]
    .filter(
      (key) => JSON.stringify(left.get(key)) !== JSON.stringify(right.get(key)),
    )
    .map((key) => ({
      key: key.replace(/^config\./, ""),
      a: left.get(key),
      b: right.get(key),
    }));
};
