/** @file A suite, its profiles and their blocks, each with the path that it stands at. */
import type { Axes, Block, ProfileOverride, Suite } from "./schema";

/** Something of a suite, and where it is, such as `profiles.small.`; empty for the suite itself. */
export interface SuitePart<T> {
  readonly at: string;
  readonly part: T;
}

/** The suite and its profiles. */
export const partsOf = (suite: Suite): SuitePart<Suite | ProfileOverride>[] => [
  { at: "", part: suite },
  ...Object.entries(suite.profiles ?? {}).map(([name, part]) => ({
    at: `profiles.${name}.`,
    part,
  })),
];

/** The suite, its profiles and the blocks of them all. */
export const gridPartsOf = (
  suite: Suite,
): SuitePart<Suite | ProfileOverride | Block>[] =>
  partsOf(suite).flatMap(({ at, part }) => [
    { at, part },
    ...(part.blocks ?? []).map((block, i) => ({
      at: `${at}blocks.${i}.`,
      part: block,
    })),
  ]);

/** What a value of an axis sets: paths and what is put there. */
export const settingsOf = (axis: string, values: Axes[string]) =>
  Array.isArray(values)
    ? values.map((value) => ({ at: axis, settings: { [axis]: value } }))
    : Object.entries(values).map(([label, settings]) => ({
        at: `${axis}.${label}`,
        settings,
      }));
