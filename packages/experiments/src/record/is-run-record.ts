/** @file Tells a record from other data. */
import { isRecord } from "@trm/train/raw-config";
import type { RunRecord } from "./record";

const hasLists = (value: Readonly<Record<string, unknown>>): boolean =>
  Array.isArray(value["curve"]) && Array.isArray(value["evaluations"]);

/** Whether data is a {@link RunRecord} of this format, as far as its outer shape tells. */
export const isRunRecord = (value: unknown): value is RunRecord =>
  isRecord(value) &&
  value["formatVersion"] === 1 &&
  typeof value["id"] === "string" &&
  isRecord(value["config"]) &&
  isRecord(value["modelConfig"]) &&
  isRecord(value["ending"]) &&
  hasLists(value);
