/** @file What a suite varies: every value once, each at a path that can be, and no seed but those of its list. */
import { showValue } from "@trm/models";
import { configPaths } from "./config-paths";
import { didYouMean } from "./did-you-mean";
import type { Axes, Block, ProfileOverride, Suite } from "./schema";
import { SEED_PATH, setsSeed } from "./sets-seed";
import { gridPartsOf, settingsOf, type SuitePart } from "./suite-parts";
import { twice } from "./twice";

type GridPart = SuitePart<Suite | ProfileOverride | Block>;

const doubled = (where: string, values: readonly unknown[] = []) => {
  const again = twice(values);
  return again === undefined
    ? undefined
    : `${where} lists ${showValue(again)} twice; leave one of them out`;
};

const doubledValue = ({ at, part }: GridPart): string | undefined => {
  const axes = Object.entries(part.axes ?? {});
  const lists = axes.map(([axis, values]) =>
    Array.isArray(values) ? doubled(`${at}axes.${axis}`, values) : undefined,
  );
  return [
    ...lists,
    doubled(`${at}seeds`, part.seeds),
    doubled(`${at}evaluation.lengths`, part.evaluation?.lengths),
  ].find((words) => words !== undefined);
};

const withoutEmpty = (path: string): string =>
  path
    .split(".")
    .filter((name) => name !== "")
    .join(".");

const badPath = (where: string, path: string): string | undefined => {
  if (!path.split(".").includes("")) return undefined;
  const known = configPaths();
  const meant = withoutEmpty(path);
  const fix = didYouMean(meant, known, "write a path such as model.nEmbd");
  return `${where} has an empty name in its path ${JSON.stringify(path.slice(0, 80))}; ${fix}`;
};

const seedWords = (where: string): string =>
  `${where} sets ${SEED_PATH}, which a suite takes from its list "seeds"; name the seeds there and leave it out here`;

const badSetting = (where: string, axis: string, values: Axes[string]) =>
  settingsOf(axis, values)
    .flatMap(({ at, settings }) =>
      Object.entries(settings).map(([path, value]) =>
        setsSeed(path.split("."), value)
          ? seedWords(`${where}.${at}`)
          : badPath(`${where}.${at}`, path),
      ),
    )
    .find((words) => words !== undefined);

const badSettings = ({ at, part }: GridPart): string | undefined => {
  if (setsSeed([], part.base)) return seedWords(`${at}base`);
  return Object.entries(part.axes ?? {})
    .map(([axis, values]) => badSetting(`${at}axes`, axis, values))
    .find((words) => words !== undefined);
};

const pathsOf = (axis: string, values: Axes[string]): Set<string> =>
  new Set(
    settingsOf(axis, values).flatMap(({ settings }) => Object.keys(settings)),
  );

/** Two axes that set one path: the label of the first would say what no run has. */
function overwritten({ at, part }: GridPart): string | undefined {
  const setBy = new Map<string, string>();
  for (const [axis, values] of Object.entries(part.axes ?? {}))
    for (const path of pathsOf(axis, values)) {
      const before = setBy.get(path);
      if (before !== undefined)
        return `${at}axes.${before} and ${at}axes.${axis} both set ${path}, of which only the second would count; set it in one of them`;
      setBy.set(path, axis);
    }
  return undefined;
}

/** Axes that nothing would be made of, as blocks have their own. */
function ignoredAxes({ profiles = {}, ...suite }: Suite): string | undefined {
  if (suite.axes && suite.blocks)
    return "axes and blocks are both there, and only blocks would be planned; move the axes into the blocks, or leave them out";
  const named = Object.entries(profiles).find(
    ([, { axes, blocks }]) => axes && (blocks ?? suite.blocks),
  );
  return (
    named &&
    `profiles.${named[0]}.axes is there beside blocks, and only those would be planned; give the profile blocks, or leave its axes out`
  );
}

/**
 * Looks for what would be planned otherwise than it is written: a value, a seed or a length that is there twice, a seed
 * that is no seed of the list, a path with an empty name or of two axes, axes beside blocks.
 *
 * @returns what is wrong in words, without a full stop; undefined where nothing is
 */
export const findBadGrid = (suite: Suite): string | undefined =>
  ignoredAxes(suite) ??
  gridPartsOf(suite)
    .map((part) => badSettings(part) ?? overwritten(part) ?? doubledValue(part))
    .find((words) => words !== undefined);
