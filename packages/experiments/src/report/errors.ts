/** @file The errors of reports; each message is one sentence. */

/** A report that cannot be made of what is there, or not where it was asked for. */
export class ReportError extends Error {
  override readonly name = "ReportError";
}
