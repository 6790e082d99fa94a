/** @file What is wrong with a suite, in words, with the name that was probably meant. */
import { nearestName, showValue } from "@trm/models";
import { z } from "zod";
import { valueAt } from "@trm/train/raw-config";

type Issue = z.core.$ZodIssue;

/** The schemas that a value at a path may have; of a union, all its options. */
function schemasAt(schema: unknown, path: readonly PropertyKey[]): unknown[] {
  if (schema instanceof z.ZodOptional) return schemasAt(schema.unwrap(), path);
  if (schema instanceof z.ZodUnion)
    return schema.options.flatMap((option) => schemasAt(option, path));
  const [key, ...rest] = path;
  if (key === undefined) return [schema];
  if (schema instanceof z.ZodObject)
    return schemasAt(schema.shape[String(key)], rest);
  if (schema instanceof z.ZodArray) return schemasAt(schema.element, rest);
  if (schema instanceof z.ZodRecord) return schemasAt(schema.valueType, rest);
  return [];
}

const keysAt = (schema: unknown, path: readonly PropertyKey[]): string[] =>
  schemasAt(schema, path).flatMap((found) =>
    found instanceof z.ZodObject ? Object.keys(found.shape) : [],
  );

const unknownKey = (key: string, path: string, known: readonly string[]) => {
  const where = [path, key.slice(0, 80)].filter((part) => part !== "");
  const near = nearestName(key, known);
  const fix =
    near === undefined
      ? `expected one of ${[...new Set(known)].filter((name) => name !== "$schema").join(", ")}`
      : `did you mean ${near}?`;
  return `unknown key ${where.join(".")}; ${fix}`;
};

/** A value that is none of those there are. */
const unknownValue = (value: unknown, known: readonly unknown[]): string => {
  const near =
    typeof value === "string" && nearestName(value, known.map(String));
  return near ? `did you mean ${near}?` : `expected one of ${known.join(", ")}`;
};

/**
 * A problem that zod found with a suite.
 *
 * @param issue the problem
 * @param raw what was read
 * @param schema of the suite
 * @returns words that end a sentence, without its full stop
 */
export function describeIssue(
  issue: Issue,
  raw: unknown,
  schema: z.ZodType,
): string {
  const path = issue.path.map(String).join(".");
  if (issue.code === "unrecognized_keys")
    return unknownKey(issue.keys[0] ?? "", path, keysAt(schema, issue.path));
  const value = valueAt(raw, issue.path.map(String));
  const where = path === "" ? "the file" : path;
  if (value === undefined && path !== "") return `${where} is missing`;
  if (issue.code === "invalid_value")
    return `${where} is ${showValue(value)}; ${unknownValue(value, issue.values)}`;
  const words = issue.message.replace(/^./, (first) => first.toLowerCase());
  return `${where} is ${showValue(value)}: ${words}`;
}
