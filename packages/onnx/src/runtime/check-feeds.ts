/** @file Compares feeds with a signature before a run, so that a mismatch is one clear sentence. */
import { RuntimeError } from "../errors";
import { sameShape, sizeOf } from "../graph/graph";
import type { Signature, TensorSpec } from "../signature";
import { extentUnder, symbolsOf } from "../symbols/extents";
import type { Feeds, HostTensor } from "./engine";

/** @throws {RuntimeError} naming the first input that is missing, surplus or of another type or shape */
export const checkFeeds = (feeds: Feeds, signature: Signature): void => {
  for (const name of Object.keys(feeds))
    if (!Object.hasOwn(signature, name))
      throw new RuntimeError(
        `unknown input "${name}": the function takes ${Object.keys(signature).join(", ")}`,
      );
  for (const name of Object.keys(signature))
    if (!feeds[name]) throw new RuntimeError(`input "${name}" is missing`);
  const sizes = sizesOf(feeds, signature);
  for (const [name, spec] of Object.entries(signature))
    checkFeed(name, feeds[name]!, spec, sizes);
};

/** A symbol's size, and the input that brought it. */
type FedSizes = ReadonlyMap<string, { size: number; from: string }>;

/** Each symbol has the size of the first extent that is this symbol alone. */
const sizesOf = (feeds: Feeds, signature: Signature): FedSizes => {
  const sizes = new Map<string, { size: number; from: string }>();
  for (const [from, { shape }] of Object.entries(signature))
    for (const [axis, extent] of shape.entries()) {
      const size = feeds[from]!.shape[axis];
      if (typeof extent !== "string" || size === undefined) continue;
      if (symbolsOf(extent).length === 1 && !sizes.has(extent))
        sizes.set(extent, { size, from });
    }
  return sizes;
};

const checkFeed = (
  name: string,
  { dtype, shape, data }: HostTensor,
  spec: TensorSpec,
  fed: FedSizes,
): void => {
  const sizes = new Map([...fed].map(([symbol, { size }]) => [symbol, size]));
  const wanted = spec.shape.map((extent) => extentUnder(extent, sizes));
  // The host has no int64: the engine converts.
  const wantedType = spec.dtype === "int64" ? "int32" : spec.dtype;
  if (dtype !== wantedType || !sameShape(shape, wanted))
    throw new RuntimeError(
      `input "${name}": expected ${wantedType}[${spec.shape}]${origins(spec, fed)}, received ${dtype}[${shape}]`,
    );
  if (data.length !== sizeOf(shape))
    throw new RuntimeError(
      `input "${name}" of shape [${shape}] needs ${sizeOf(shape)} elements, received ${data.length}`,
    );
};

/** ` with batch = 2 as in "x"` for every symbol of a shape. */
const origins = ({ shape }: TensorSpec, fed: FedSizes): string => {
  const known = [...new Set(shape.flatMap(symbolsOf))].flatMap((symbol) => {
    const source = fed.get(symbol);
    return source ? [`${symbol} = ${source.size} as in "${source.from}"`] : [];
  });
  return known.length > 0 ? ` with ${known.join(", ")}` : "";
};
