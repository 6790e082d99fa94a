/** @file What compiled functions of every engine have in common: checked feeds and one release. */
import { RuntimeError } from "../errors";
import type { Signature } from "../signature";
import { checkFeeds } from "./check-feeds";
import type { CompiledFunction } from "./engine";

/**
 * A compiled function that runs only what fits its signature, and only until it is released.
 *
 * @param free frees what the function holds; called once
 */
export const compiledFunction = (
  signature: Signature,
  run: CompiledFunction["run"],
  free: CompiledFunction["release"],
): CompiledFunction => {
  let released: Promise<void> | undefined;
  return {
    run: async (feeds) => {
      if (released)
        throw new RuntimeError(
          "the function has been released: run it before, or compile it again",
        );
      checkFeeds(feeds, signature);
      return run(feeds);
    },
    release: () => (released ??= free()),
  };
};
