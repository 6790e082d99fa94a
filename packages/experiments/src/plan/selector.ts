/** @file Which runs a claim, a number of the paper or a figure speaks of. */
import { getTask } from "@trm/tasks";
import { modelConfigOf, type TrainConfig } from "@trm/train";
import { valueAt } from "@trm/train/raw-config";
import type { Selector } from "../suite/schema";
import type { PlannedCell, PlannedRun } from "./plan";

const MODEL = "model.";

/** What a run has at a path; of the model, what its architecture's row says where the configuration is silent. */
function resolvedValue(config: TrainConfig, path: string): unknown {
  const written = valueAt(config, path.split("."));
  if (written !== undefined || !path.startsWith(MODEL)) return written;
  const model = modelConfigOf(config, getTask(config.task));
  return valueAt(model, path.slice(MODEL.length).split("."));
}

/** What a selector's key is compared with in a run's cell: a block's name, the label of an axis, or a value at a path. */
export const selectedValue = (
  run: PlannedRun,
  cell: PlannedCell,
  key: string,
): unknown => {
  if (key === "block") return cell.block;
  return Object.hasOwn(cell.labels, key)
    ? cell.labels[key]
    : resolvedValue(run.config, key);
};

/** Whether a cell of a run has what one key of a selector asks for; labels are compared as text. */
export const isSelected = (
  run: PlannedRun,
  cell: PlannedCell,
  key: string,
  value: Selector[string],
): boolean => {
  const isLabel = key !== "block" && Object.hasOwn(cell.labels, key);
  return selectedValue(run, cell, key) === (isLabel ? String(value) : value);
};

const isCellOf = (
  run: PlannedRun,
  cell: PlannedCell,
  selector: Selector,
): boolean =>
  Object.entries(selector).every(([key, value]) =>
    isSelected(run, cell, key, value),
  );

/**
 * The cells of a run that a selector matches: each of its keys is an axis with the label of a value, "block" with a
 * block's name, or a configuration path with its resolved value. An axis goes before a path of the same name.
 */
export const matchingCells = (
  run: PlannedRun,
  selector: Selector,
): PlannedCell[] => run.cells.filter((cell) => isCellOf(run, cell, selector));

/** Whether one cell of a run is {@link matchingCells}. */
export const matches = (run: PlannedRun, selector: Selector): boolean =>
  matchingCells(run, selector).length > 0;

/** One text per cell: equal cells have equal texts, in every plan. */
export const cellKey = ({ block, labels }: PlannedCell): string =>
  JSON.stringify([block, ...Object.entries(labels)]);
