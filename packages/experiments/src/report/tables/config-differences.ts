/** @file What tells the configurations of a plan's runs apart. */
import type { PlannedRun } from "../../plan/plan";

/** The seed has a column of its own. */
const SEED = "training.seed";

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Values by path, such as `training.steps`. */
const flatten = (value: object, prefix = ""): [string, string][] =>
  Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    isPlain(inner)
      ? flatten(inner, `${prefix}${key}.`)
      : inner === undefined
        ? []
        : [[prefix + key, JSON.stringify(inner)]],
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
  const flat = runs.map(({ config }) => new Map(flatten(config)));
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
