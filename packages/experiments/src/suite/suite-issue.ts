/** @file What is wrong with a suite, in words, with the name that was probably meant. */
import { showValue } from "@trm/models";
import { valueAt } from "@trm/train/raw-config";
import { z } from "zod";
import { didYouMean } from "./did-you-mean";

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

const expectedOneOf = (known: readonly unknown[]): string =>
  `expected one of ${known.join(", ")}`;

const unknownKey = (key: string, path: string, known: readonly string[]) => {
  const where = [path, key.slice(0, 80)].filter((part) => part !== "");
  const names = [...new Set(known)].filter((name) => name !== "$schema");
  const fix = didYouMean(key, known, expectedOneOf(names));
  return `unknown key ${where.join(".")}; ${fix}`;
};

/** A value that is none of those there are. */
const unknownValue = (value: unknown, known: readonly unknown[]): string => {
  const otherwise = expectedOneOf(known);
  return typeof value === "string"
    ? didYouMean(value, known.map(String), otherwise)
    : otherwise;
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
