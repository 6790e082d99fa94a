/** @file Reads the safetensors format: 8 bytes of header length, a JSON header, the tensors' bytes. */
import { SafetensorsError } from "./errors";
import type { HostTensor } from "./host-tensor";
import { DTYPES, LENGTH_BYTES, MAX_HEADER_BYTES } from "./safetensors-format";
import { checkHeader, parseHeader } from "./safetensors-header";

/** What a safetensors file holds. */
export interface SafetensorsFile {
  /** By name; a record without prototype. */
  readonly tensors: Readonly<Record<string, HostTensor>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Where the header ends; lengths that the file cannot have are refused before anything is allocated. */
const headerEnd = (bytes: Uint8Array): number => {
  if (bytes.length < LENGTH_BYTES) {
    throw new SafetensorsError(
      `A safetensors file begins with 8 bytes of header length, received ${bytes.length} bytes; the file is truncated or of another format.`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES);
  const length = view.getBigUint64(0, true);
  if (length > MAX_HEADER_BYTES) {
    throw new SafetensorsError(
      `A safetensors header has at most ${MAX_HEADER_BYTES} bytes, received ${length}; the file is of another format.`,
    );
  }
  if (length > bytes.length - LENGTH_BYTES) {
    throw new SafetensorsError(
      `The safetensors header should have ${length} bytes and the file ends after ${bytes.length - LENGTH_BYTES}; the file is truncated.`,
    );
  }
  return LENGTH_BYTES + Number(length);
};

const decodeText = (bytes: Uint8Array): string => {
  try {
    // A byte order mark is kept, and then refused: it would be a byte that belongs to nothing.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
      bytes,
    );
  } catch {
    throw new SafetensorsError(
      "The safetensors header is not UTF-8; the file is damaged or of another format.",
    );
  }
};

/**
 * The tensors and metadata of a safetensors file, copied out of its bytes.
 *
 * Strict: every byte belongs to the header or to exactly one tensor.
 *
 * @throws {SafetensorsError} on anything else than a whole, well-formed file of F32, I32 and BOOL tensors
 */
export const decodeSafetensors = (bytes: Uint8Array): SafetensorsFile => {
  const start = headerEnd(bytes);
  const text = decodeText(bytes.subarray(LENGTH_BYTES, start));
  // A plain Uint8Array: the slices of a Node Buffer would share its memory.
  const data = new Uint8Array(
    bytes.buffer,
    bytes.byteOffset + start,
    bytes.byteLength - start,
  );
  const { entries, metadata } = parseHeader(text);
  checkHeader(entries, data.length);
  const tensors: Record<string, HostTensor> = Object.create(null) as Record<
    string,
    HostTensor
  >;
  for (const { name, dtype, shape, begin, end } of entries) {
    const { buffer } = data.slice(begin, end);
    tensors[name] = { dtype, shape, data: new DTYPES[dtype].array(buffer) };
  }
  return { tensors, metadata };
};
