/** @file What a model takes, so that feeds can be checked before it runs. */
import { OnnxFormatError } from "../errors";
import {
  extentsOf,
  hasKnownRank,
  type Graph,
  type Value,
} from "../graph/graph";
import type { Extent, Signature, TensorSpec } from "../signature";
import { isExtentName, symbolsOf } from "../symbols/extents";

/**
 * The signature of a graph. An extent that is unknown, or a formula that no
 * other input explains, may have any size.
 *
 * @throws {OnnxFormatError} naming an input that the host cannot feed
 */
export const modelSignature = ({ inputs }: Graph): Signature => {
  const alone = new Set(inputs.flatMap(extentsOf));
  return Object.fromEntries(
    inputs.map((input) => [
      input.name!,
      {
        dtype: hostType(input),
        shape: extentsOf(input).map((extent, axis) =>
          isExplained(extent, alone) ? extent : `any_${input.id}_${axis}`,
        ),
      },
    ]),
  );
};

const isExplained = (extent: Extent, alone: ReadonlySet<Extent>): boolean =>
  typeof extent === "number" ||
  (isExtentName(extent) &&
    symbolsOf(extent).every((symbol) => alone.has(symbol)));

const hostType = (input: Value): TensorSpec["dtype"] => {
  const { name, dtype } = input;
  if (dtype === "uint8" || dtype === "uint32")
    return refuse(`"${name}" has elements of type ${dtype}`);
  if (!hasKnownRank(input)) return refuse(`"${name}" may have any axes`);
  return dtype;
};

const refuse = (reason: string): never => {
  throw new OnnxFormatError(
    `the model's input ${reason}: expected float32, int32, int64 or bool with a known number of axes, which the host can feed`,
  );
};
