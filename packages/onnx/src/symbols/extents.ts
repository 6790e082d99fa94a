/** @file Extents with names: a symbol, or a sum of symbols, stands for a size that is known only when the graph runs. */
import type { Extent, Signature, TensorSpec } from "../signature";

/** What each symbol stands for in one trace or one run. */
export type Sizes = ReadonlyMap<string, number>;

/** The symbols that an extent adds up: `"past + sequence"` has two, a number none. */
export const symbolsOf = (extent: Extent): string[] =>
  typeof extent === "number"
    ? []
    : extent.split("+").map((symbol) => symbol.trim());

const SYMBOL = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Longer sums are not told apart. */
const MOST_SUMMANDS = 3;

/** Whether the text is a symbol or a sum of up to three different symbols. */
export const isExtentName = (text: string): boolean => {
  const symbols = symbolsOf(text);
  return (
    symbols.length <= MOST_SUMMANDS &&
    new Set(symbols).size === symbols.length &&
    symbols.every((symbol) => SYMBOL.test(symbol))
  );
};

/** The number that an extent is under the given sizes. */
export const extentUnder = (extent: Extent, sizes: Sizes): number =>
  typeof extent === "number"
    ? extent
    : symbolsOf(extent).reduce((sum, symbol) => sum + sizes.get(symbol)!, 0);

/** All symbols of a signature in order of appearance. */
export const symbolsIn = (signature: Signature): string[] => [
  ...new Set(
    Object.values(signature).flatMap(({ shape }) => shape.flatMap(symbolsOf)),
  ),
];

/** A signature without symbols. */
export type StaticSignature = Readonly<
  Record<
    string,
    Pick<TensorSpec, "dtype"> & { readonly shape: readonly number[] }
  >
>;

/** The signature with numbers for all its symbols. */
export const signatureUnder = (
  signature: Signature,
  sizes: Sizes,
): StaticSignature =>
  Object.fromEntries(
    Object.entries(signature).map(([name, { dtype, shape }]) => [
      name,
      { dtype, shape: shape.map((extent) => extentUnder(extent, sizes)) },
    ]),
  );
