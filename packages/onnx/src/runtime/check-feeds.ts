/** @file Compares feeds with a signature before a run, so that a mismatch is one clear sentence. */
import { RuntimeError } from "../errors";
import { sameShape, sizeOf } from "../graph/graph";
import type { Signature } from "../signature";
import type { Feeds } from "./engine";

/** @throws {RuntimeError} naming the first input that is missing, surplus or of another type or shape */
export const checkFeeds = (feeds: Feeds, signature: Signature): void => {
  for (const name of Object.keys(feeds))
    if (!Object.hasOwn(signature, name))
      throw new RuntimeError(
        `unknown input "${name}": the function takes ${Object.keys(signature).join(", ")}`,
      );
  for (const [name, { dtype, shape }] of Object.entries(signature)) {
    const feed = feeds[name];
    if (!feed) throw new RuntimeError(`input "${name}" is missing`);
    if (feed.dtype !== dtype || !sameShape(feed.shape, shape))
      throw new RuntimeError(
        `input "${name}": expected ${dtype}[${shape}], received ${feed.dtype}[${feed.shape}]`,
      );
    if (feed.data.length !== sizeOf(shape))
      throw new RuntimeError(
        `input "${name}" of shape [${shape}] needs ${sizeOf(shape)} elements, received ${feed.data.length}`,
      );
  }
};
