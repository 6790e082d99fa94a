/** @file Errors of the metrics. */

/** Thrown when a metric or an interval is asked of numbers that have none. */
export class MetricsError extends Error {
  override readonly name = "MetricsError";
}
