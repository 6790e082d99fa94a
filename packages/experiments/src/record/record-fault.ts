/** @file What is wrong with a record that was read, in words. */
import { ConfigError, showValue } from "@trm/models";
import { parseTrainConfig } from "@trm/train";
import { valueAt } from "@trm/train/raw-config";
import { canonicalJson } from "../plan/canonical-json";
import type { PlannedRun } from "../plan/plan";
import type { RunRecord } from "./record";
import { recordSchema } from "./record-schema";

const isRunRecord = (raw: unknown): raw is RunRecord =>
  recordSchema.safeParse(raw).success;

/** The first thing that the schema does not allow. */
const schemaFault = (raw: unknown): string => {
  const { error } = recordSchema.safeParse(raw);
  const path = error?.issues[0]?.path.map(String) ?? [];
  const value = showValue(valueAt(raw, path));
  return path.length === 0
    ? `${value} instead of the record of a run`
    : `no record of a run that this version reads: its ${path.join(".")} is ${value}`;
};

/** Is what was computed what was planned? A record of before a setting was added has its default. */
const isConfigOf = (
  { config }: PlannedRun,
  found: RunRecord["config"],
): boolean => {
  const planned = canonicalJson(config);
  if (canonicalJson(found) === planned) return true;
  try {
    return canonicalJson(parseTrainConfig(found)) === planned;
  } catch (error) {
    if (error instanceof ConfigError) return false;
    throw error;
  }
};

const lengthsOf = (parts: RunRecord["evaluations"]): string =>
  parts.map(({ length }) => length).join(", ");

const runFault = (record: RunRecord, run: PlannedRun): string | undefined => {
  if (record.id !== run.id)
    return `the record of another run, ${showValue(record.id)}`;
  if (!isConfigOf(run, record.config))
    return "the record of another configuration than the plan has for this run";
  const planned = run.evaluation.lengths.join(", ");
  const found = lengthsOf(record.evaluations);
  return found === planned
    ? undefined
    : `evaluations at the lengths ${found}, where the plan has ${planned}`;
};

/**
 * Reads a record as that of a run.
 *
 * @param raw what a file holds
 * @param run of the plan, whose record it should be
 * @returns the record; else what the file holds instead, as an object of a sentence
 */
export const recordOrFault = (
  raw: unknown,
  run: PlannedRun,
):
  | { readonly record: RunRecord; readonly fault?: undefined }
  | { readonly record?: undefined; readonly fault: string } => {
  if (!isRunRecord(raw)) return { fault: schemaFault(raw) };
  const fault = runFault(raw, run);
  return fault === undefined ? { record: raw } : { fault };
};
