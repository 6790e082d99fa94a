/** @file The grid of a block: every combination of its axes' values. */
import { setAt } from "../suite/set-at";
import type { Axes, RawConfig } from "../suite/schema";

/** One value of an axis: its label, and what it sets. */
interface AxisValue {
  readonly axis: string;
  readonly label: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** One combination. */
export interface GridCell {
  /** value label of every axis, in order */
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly AxisValue[];
}

const valuesOf = (axis: string, values: Axes[string]): AxisValue[] =>
  Array.isArray(values)
    ? values.map((value) => ({
        ...{ axis, label: String(value) },
        settings: { [axis]: value },
      }))
    : Object.entries(values).map(([label, settings]) => ({
        ...{ axis, label, settings },
      }));

/**
 * All combinations of the axes' values, the last axis running fastest.
 *
 * @param axes none makes one cell without labels
 */
export function gridOf(axes: Axes): GridCell[] {
  const combinations = Object.entries(axes).reduce<AxisValue[][]>(
    (found, [axis, values]) =>
      found.flatMap((cell) =>
        valuesOf(axis, values).map((value) => [...cell, value]),
      ),
    [[]],
  );
  return combinations.map((values) => ({
    labels: Object.fromEntries(values.map(({ axis, label }) => [axis, label])),
    values,
  }));
}

/**
 * A configuration with what a cell's values set, axis by axis.
 *
 * @throws {SuiteError} for a path through something that is no section
 */
export const applyCell = (base: RawConfig, { values }: GridCell): RawConfig =>
  values
    .flatMap(({ settings }) => Object.entries(settings))
    .reduce((raw, [path, value]) => setAt(raw, path.split("."), value), base);
