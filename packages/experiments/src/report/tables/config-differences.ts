/** @file What tells the configurations of a plan's runs apart. */
import type { PlannedRun } from "../../plan/plan";
import { settingPaths } from "../../plan/setting-paths";

/** The seed has a column of its own. */
const SEED = "training.seed";

/** Values as JSON by path; a setting without one is left out. */
const jsonByPath = ({ config }: Pick<PlannedRun, "config">) =>
  new Map(
    settingPaths(config).flatMap(([path, value]) =>
      value === undefined ? [] : [[path, JSON.stringify(value)] as const],
    ),
  );

const withoutQuotes = (json: string): string =>
  /^"[\w.+-]+"$/.test(json) ? json.slice(1, -1) : json;

/**
 * For each run the values of the paths that not all runs share, such as `arch=trm model.gradient=full`, in the order of the
 * configuration; a path that a run does not have is left out.
 */
export const configDifferences = (
  runs: readonly Pick<PlannedRun, "config">[],
): string[] => {
  const flat = runs.map(jsonByPath);
  const paths = [...new Set(flat.flatMap((values) => [...values.keys()]))];
  const varied = paths.filter(
    (path) =>
      path !== SEED && new Set(flat.map((values) => values.get(path))).size > 1,
  );
  return flat.map((values) =>
    varied
      .flatMap((path) => {
        const value = values.get(path);
        return value === undefined ? [] : [`${path}=${withoutQuotes(value)}`];
      })
      .join(" "),
  );
};
