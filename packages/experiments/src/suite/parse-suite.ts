/** @file Reads a suite from data. */
import { SuiteError } from "../errors";
import { findUnknownSelector } from "./check-selectors";
import { suiteSchema, type Block, type Suite } from "./schema";
import { describeIssue } from "./suite-issue";

const refuse = (source: string, words: string): never => {
  const stop = words.endsWith("?") ? "" : ".";
  throw new SuiteError(`The suite ${source} is not valid: ${words}${stop}`);
};

/** The first name that two blocks have. */
const twice = (blocks: readonly Block[] = []): string | undefined =>
  blocks
    .map(({ name }) => name)
    .find((name, i, names) => names.indexOf(name) < i);

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
  const name = lists.map(({ blocks }) => twice(blocks)).find(Boolean);
  if (name !== undefined)
    refuse(source, `two blocks are called ${JSON.stringify(name)}`);
  const unknown = findUnknownSelector(suite);
  if (unknown !== undefined) refuse(source, unknown);
  return suite;
}
