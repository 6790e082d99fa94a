/** @file What to write in place of a name that nothing has. */
import { nearestName } from "@trm/models";

/** The one of the known names that was probably meant, as a question; else `otherwise`. */
export function didYouMean(
  name: string,
  known: Iterable<string>,
  otherwise: string,
): string {
  const near = nearestName(name, known);
  return near === undefined ? otherwise : `did you mean ${near}?`;
}
