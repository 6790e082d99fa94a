/** @file What is wrong with a value of a configuration, as one English sentence. */
import { showValue } from "@trm/models";
import type { z } from "zod";
import { valueAt } from "./raw-config";

type Issue = z.core.$ZodIssue;

/** "a", "a or b", "one of a, b or c". */
const anyOf = (values: readonly unknown[]): string => {
  const words = values.map((value) => JSON.stringify(value));
  const [last] = words.slice(-1);
  const list = words.slice(0, -1).join(", ");
  if (words.length < 2) return last ?? "nothing";
  return `${words.length > 2 ? "one of " : ""}${list} or ${last}`;
};

/** What a schema of whole numbers says of any other value. */
export const WHOLE_NUMBER = "a whole number";

const TYPES: ReadonlyMap<string, string> = new Map([
  ["number", "a finite number"],
  ["string", "a text"],
  ["boolean", "true or false"],
  ["object", "an object with named values"],
]);

/** What would have been accepted, in words. */
const expectation = (issue: Issue): string => {
  if (issue.code === "invalid_type")
    return issue.message === WHOLE_NUMBER
      ? WHOLE_NUMBER
      : (TYPES.get(issue.expected) ?? issue.expected);
  if (issue.code === "invalid_value") return anyOf(issue.values);
  if (issue.code === "too_small")
    return issue.origin === "string"
      ? "a text that is not empty"
      : `at least ${issue.minimum}`;
  if (issue.code === "too_big")
    return `${issue.inclusive ? "at most" : "less than"} ${issue.maximum}`;
  return "something else";
};

/**
 * A problem that zod found with a value, as one sentence with path, value and what was expected.
 *
 * @param issue the problem
 * @param raw what was read
 */
export function describeIssue(issue: Issue, raw: unknown): string {
  const { path } = issue;
  const value = valueAt(raw, path);
  if (raw === undefined)
    return 'The configuration is missing; expected an object with named values, at least "arch" and "task".';
  const where =
    path.length > 0
      ? `Configuration key "${path.map(String).join(".")}"`
      : "The configuration";
  if (value === undefined)
    return `${where} is missing; give it a value, such as "dual-ut" for arch or "addition" for task.`;
  return `${where} is ${showValue(value)}, but expected ${expectation(issue)}.`;
}
