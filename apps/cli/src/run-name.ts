/** @file The default folder of a run. */
import { join } from "node:path";

/** What a run's folder is named after. */
export interface RunIdentity {
  readonly arch: string;
  readonly task: string;
  readonly length: number;
  readonly training: { readonly seed: number };
}

/** Local time as `20260131-235959`: sorts by time, and is a file name everywhere. */
function formatTimestamp(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = [
    date.getFullYear(),
    two(date.getMonth() + 1),
    two(date.getDate()),
  ];
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two);
  return `${day.join("")}-${time.join("")}`;
}

/** `runs/<arch>-<task>-<length>-<seed>-<date-time>`, below the working directory. */
export function defaultRunFolder(
  { arch, task, length, training }: RunIdentity,
  date: Date,
): string {
  const name = [arch, task, length, training.seed, formatTimestamp(date)];
  return join("runs", name.join("-"));
}
