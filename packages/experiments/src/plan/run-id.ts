/** @file A run is named after what it computes. */
import { createHash } from "node:crypto";
import { canonicalJson } from "./canonical-json";

const ID_DIGITS = 16;

/** What a run computes, planned or read. */
interface Computed {
  readonly config: object;
  readonly evaluation: object;
}

/**
 * Names a run: the first 16 hex digits of SHA-256 over the canonical JSON of configuration, evaluation and code version.
 * Equal runs are one run, whichever suite asks for them and in whichever order its keys stand.
 *
 * @param run what is computed
 * @param codeVersion from {@link codeVersion}
 */
export function runId(
  { config, evaluation }: Computed,
  codeVersion: string,
): string {
  const text = canonicalJson({ config, evaluation, codeVersion });
  return createHash("sha256").update(text).digest("hex").slice(0, ID_DIGITS);
}
