/** @file The errors of suites and sweeps; each message is one sentence. */

/** A suite that cannot be: not of the schema, or with a run that no training takes. */
export class SuiteError extends Error {
  override readonly name = "SuiteError";
}

/** A sweep folder or a plan that is not what was expected there. */
export class SweepError extends Error {
  override readonly name = "SweepError";
}
