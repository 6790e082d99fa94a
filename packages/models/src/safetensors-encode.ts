/** @file Writes the safetensors format, byte for byte as the Python library does. */
import { SafetensorsError } from "./errors";
import type { HostTensor } from "./host-tensor";
import {
  byteLength,
  DTYPES,
  isCount,
  isText,
  LENGTH_BYTES,
  MAX_HEADER_BYTES,
  MAX_RANK,
  MAX_TENSORS,
  showName,
  showShape,
} from "./safetensors-format";

/** A tensor with what it is sorted by. */
interface Named {
  readonly name: string;
  readonly tensor: HostTensor;
  readonly utf8: Uint8Array;
  readonly rank: number;
}

const RANKS = Object.keys(DTYPES);

const compareBytes = (a: Uint8Array, b: Uint8Array): number => {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
};

const inLibraryOrder = (
  tensors: Readonly<Record<string, HostTensor>>,
): Named[] => {
  const encoder = new TextEncoder();
  return Object.entries(tensors)
    .map(([name, tensor]) => ({
      name,
      tensor,
      utf8: encoder.encode(name),
      rank: RANKS.indexOf(tensor.dtype),
    }))
    .sort((a, b) => a.rank - b.rank || compareBytes(a.utf8, b.utf8));
};

const checkTensor = (name: string, { dtype, shape, data }: HostTensor) => {
  const { array } = DTYPES[dtype];
  const size = byteLength(shape, array.BYTES_PER_ELEMENT);
  const complaint =
    name === "__metadata__" || !isText(name)
      ? "a file cannot hold its name"
      : !shape.every(isCount) || shape.length > MAX_RANK
        ? `its shape ${showShape(shape)} is no list of at most ${MAX_RANK} sizes`
        : !(data instanceof array)
          ? `its data is no ${array.name}`
          : data.byteLength !== size &&
            `its shape ${showShape(shape)} asks for ${shape.reduce((n, m) => n * m, 1)} numbers and it has ${data.length}`;
  if (complaint !== false) {
    throw new SafetensorsError(
      `Tensor ${showName(name)} cannot be stored: ${complaint}.`,
    );
  }
};

const describe = (
  ordered: readonly Named[],
  metadata?: Readonly<Record<string, string>>,
): Uint8Array => {
  const parts = metadata ? [`"__metadata__":${sortedJson(metadata)}`] : [];
  let end = 0;
  for (const { name, tensor } of ordered) {
    const begin = end;
    end += tensor.data.byteLength;
    const { name: dtype } = DTYPES[tensor.dtype];
    const entry = { dtype, shape: tensor.shape, data_offsets: [begin, end] };
    parts.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`);
  }
  return new TextEncoder().encode(`{${parts.join(",")}}`);
};

/** The library hashes its metadata into no order at all; sorted, the same metadata give the same bytes. */
const sortedJson = (metadata: Readonly<Record<string, string>>): string => {
  if (!Object.entries(metadata).flat().every(isText)) {
    throw new SafetensorsError(
      "The metadata cannot be stored: a file cannot hold half a character.",
    );
  }
  const texts = Object.entries(metadata)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map((pair) => pair.map((text) => JSON.stringify(text)).join(":"));
  return `{${texts.join(",")}}`;
};

/**
 * The bytes of a safetensors file: those that the Python library writes for the same tensors, whatever their order here.
 *
 * float32 tensors come first, then int32, then bool, each in the order of their names' UTF-8 bytes; the header is padded
 * with spaces to a multiple of 8, so every number lies at a multiple of its size.
 *
 * @throws {SafetensorsError} when a tensor's data does not fill its shape, or the file would be one that no reader takes
 */
export const encodeSafetensors = (
  tensors: Readonly<Record<string, HostTensor>>,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array => {
  const ordered = inLibraryOrder(tensors);
  for (const { name, tensor } of ordered) checkTensor(name, tensor);
  const text = describe(ordered, metadata);
  const headerBytes = Math.ceil(text.length / 8) * 8;
  if (headerBytes > MAX_HEADER_BYTES || ordered.length > MAX_TENSORS) {
    throw new SafetensorsError(
      `A safetensors file has at most ${MAX_TENSORS} tensors and a header of at most ${MAX_HEADER_BYTES} bytes, received ${ordered.length} and ${headerBytes}.`,
    );
  }
  let at = LENGTH_BYTES + headerBytes;
  const dataBytes = ordered.reduce((n, t) => n + t.tensor.data.byteLength, 0);
  const bytes = new Uint8Array(at + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes), true);
  bytes.fill(0x20, LENGTH_BYTES, at);
  bytes.set(text, LENGTH_BYTES);
  for (const { tensor } of ordered) {
    const { buffer, byteOffset, byteLength: size } = tensor.data;
    bytes.set(new Uint8Array(buffer, byteOffset, size), at);
    at += size;
  }
  return bytes;
};
