/** @file Reads a suite from data. */
import { SuiteError } from "../errors";
import { findBadFactors } from "./check-factors";
import { findBadGrid } from "./check-grid";
import { findBadMetric } from "./check-metrics";
import { findUnknownSelector } from "./check-selectors";
import { suiteSchema, type Suite } from "./schema";
import { describeIssue } from "./suite-issue";
import { partsOf } from "./suite-parts";
import { twice } from "./twice";

const refuse = (source: string, words: string): never => {
  const stop = words.endsWith("?") ? "" : ".";
  throw new SuiteError(`The suite ${source} is not valid: ${words}${stop}`);
};

/** What is called as something else is, in the suite or in one of its profiles. */
const findDouble = (suite: Suite): string | undefined => {
  for (const { part } of partsOf(suite)) {
    const { blocks = [], claims = [] } = part;
    const block = twice(blocks.map(({ name }) => name));
    if (block !== undefined)
      return `two blocks are called ${JSON.stringify(block)}`;
    const claim = twice(claims.map(({ id }) => id));
    if (claim !== undefined)
      return `two claims have the id ${JSON.stringify(claim)}`;
  }
  return undefined;
};

/** What no schema says, in the order in which it is looked for. */
const CHECKS = [
  findDouble,
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
  for (const find of CHECKS) {
    const problem = find(suite);
    if (problem !== undefined) refuse(source, problem);
  }
  return suite;
}
