/** @file The options of a compilation: what they are, and that they are. */
import { show } from "./check-signature";
import { SignatureError } from "./errors";
import type { Target } from "./graph/builder";

/** What kind of model to produce. */
export interface OnnxOptions {
  /** Version of the standard operator set, 18 to 24. */
  readonly opset?: number;
  /** Whether to use only standard operators, so that every runtime can run it; `false` allows onnxruntime's own. */
  readonly standardOnly?: boolean;
}

/** The defaults give a model that any current runtime opens. */
export const DEFAULT_TARGET: Target = { opset: 21, standardOnly: true };

/** The operator sets that are written and read. */
export const OLDEST_OPSET = 18;
export const NEWEST_OPSET = 24;

/**
 * The options with the defaults filled in.
 *
 * @throws {SignatureError} naming the first option that is unknown or out of range
 */
export const checkOptions = (options: OnnxOptions): Target => {
  for (const key of Object.keys(options))
    if (!Object.hasOwn(DEFAULT_TARGET, key))
      throw new SignatureError(
        `unknown option "${key}" of the compilation: expected ${Object.keys(DEFAULT_TARGET).join(" or ")}, correct or remove it`,
      );
  const {
    opset = DEFAULT_TARGET.opset,
    standardOnly = DEFAULT_TARGET.standardOnly,
  } = options;
  if (!Number.isInteger(opset) || opset < OLDEST_OPSET || opset > NEWEST_OPSET)
    throw new SignatureError(
      `option "opset": expected an integer from ${OLDEST_OPSET} to ${NEWEST_OPSET}, received ${show(opset)}; leave it out for ${DEFAULT_TARGET.opset}`,
    );
  if (typeof standardOnly !== "boolean")
    throw new SignatureError(
      `option "standardOnly": expected true or false, received ${show(standardOnly)}; leave it out for ${DEFAULT_TARGET.standardOnly}`,
    );
  return { opset, standardOnly };
};
