/** @file Reads a suite from data. */
import { SuiteError } from "../errors";
import { findBadFactors } from "./check-factors";
import { findBadGrid } from "./check-grid";
import { findBadMetric } from "./check-metrics";
import { findUnknownSelector } from "./check-selectors";
import { suiteSchema, type Suite } from "./schema";
import { describeIssue } from "./suite-issue";

const refuse = (source: string, words: string): never => {
  const stop = words.endsWith("?") ? "" : ".";
  throw new SuiteError(`The suite ${source} is not valid: ${words}${stop}`);
};

/** The first name that is there twice, as JSON. */
const twice = (names: readonly string[] = []): string | undefined => {
  const again = names.find((name, i) => names.indexOf(name) < i);
  return again === undefined ? undefined : JSON.stringify(again);
};

/** What is called as something else is, in the suite or in one of its profiles. */
const doubled = ({ blocks, claims }: Pick<Suite, "blocks" | "claims">) => {
  const block = twice(blocks?.map(({ name }) => name));
  if (block !== undefined) return `two blocks are called ${block}`;
  const claim = twice(claims?.map(({ id }) => id));
  return claim === undefined ? undefined : `two claims have the id ${claim}`;
};

/** What no schema says, in the order in which it is looked for. */
const CHECKS = [
  findBadGrid,
  findUnknownSelector,
  findBadMetric,
  findBadFactors,
] as const;

/**
 * Validates a suite. Its configurations are validated as it is expanded.
 *
 * @param raw parsed JSON
 * @param source named in the error, such as the file
 * @throws {SuiteError} with the first thing that is wrong
 */
export function parseSuite(raw: unknown, source: string): Suite {
  const result = suiteSchema.safeParse(raw);
  if (!result.success) {
    const [issue] = result.error.issues;
    const words = issue && describeIssue(issue, raw, suiteSchema);
    return refuse(source, words ?? "the reason is unknown");
  }
  const suite = result.data;
  const lists = [suite, ...Object.values(suite.profiles ?? {})];
  const double = lists.map(doubled).find((words) => words !== undefined);
  if (double !== undefined) refuse(source, double);
  for (const find of CHECKS) {
    const problem = find(suite);
    if (problem !== undefined) refuse(source, problem);
  }
  return suite;
}
