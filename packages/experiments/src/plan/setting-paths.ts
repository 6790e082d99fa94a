/** @file The settings of a configuration by their paths. */

const isSection = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Path and value of every setting, such as `training.steps` and 400; a list is one value. */
export const settingPaths = (
  section: object,
  prefix = "",
): [string, unknown][] =>
  Object.entries(section).flatMap(([key, value]: [string, unknown]) => {
    const path = `${prefix}${key}`;
    return isSection(value)
      ? settingPaths(value, `${path}.`)
      : [[path, value] as [string, unknown]];
  });
