/** @file What reader and writer of the safetensors format agree on. */
import type { HostTensor } from "./host-tensor";

/** Bytes before the header: its length, a little-endian unsigned 64-bit integer. */
export const LENGTH_BYTES = 8;
/** A header beyond this is an attack or a mistake. */
export const MAX_HEADER_BYTES = 16 * 2 ** 20;
/** More tensors, or more texts of metadata, are an attack: the largest model here has some ten thousand. */
export const MAX_TENSORS = 2 ** 16;
/** As in NumPy. */
export const MAX_RANK = 64;

/** One dtype: its name in a header and the array of its numbers. */
interface Dtype {
  readonly name: string;
  readonly array: typeof Float32Array | typeof Int32Array | typeof Uint8Array;
}

/** The dtypes that a host tensor has, in the order in which the Python library stores their tensors. */
export const DTYPES: Readonly<Record<HostTensor["dtype"], Dtype>> = {
  float32: { name: "F32", array: Float32Array },
  int32: { name: "I32", array: Int32Array },
  bool: { name: "BOOL", array: Uint8Array },
};

/** Whether a value is a size, an offset or a count. */
export const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0;

/** Whether UTF-8 can say a name: no half of a surrogate pair. */
export const isText = (name: string): boolean => !/\p{Surrogate}/u.test(name);

/**
 * The product of the sizes and the bytes of one number.
 *
 * @returns undefined where no double can hold it exactly on the way
 */
export const byteLength = (
  shape: readonly number[],
  bytesPerNumber: number,
): number | undefined => {
  let product = bytesPerNumber;
  for (const size of shape) {
    product *= size;
    if (!Number.isSafeInteger(product)) return undefined;
  }
  return product;
};

/** A name from a file, short enough for a sentence and without control characters. */
export const showName = (name: string): string =>
  /^[\w.$-]{1,80}$/.test(name) ? name : JSON.stringify(name.slice(0, 80));

/** A shape from a file, short enough for a sentence. */
export const showShape = (shape: readonly number[]): string =>
  `[${shape.slice(0, 8).join(", ")}${shape.length > 8 ? ", …" : ""}]`;
