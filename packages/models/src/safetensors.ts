/** @file The safetensors format: 8 bytes of header length, a JSON header, the tensors' bytes. */
import { SafetensorsError } from "./errors";
import type { HostTensor } from "./host-tensor";
import { checkHeader, parseHeader } from "./safetensors-header";

/** What a safetensors file holds. */
export interface SafetensorsFile {
  /** By name; a record without prototype. */
  readonly tensors: Readonly<Record<string, HostTensor>>;
  readonly metadata: Readonly<Record<string, string>>;
}

const LENGTH_BYTES = 8;
/** A header beyond this is an attack or a mistake. */
const MAX_HEADER_BYTES = 16 * 2 ** 20;

const DTYPE_NAMES = { float32: "F32", int32: "I32", bool: "BOOL" } as const;

const bytesOf = ({ data }: HostTensor): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/**
 * The bytes of a safetensors file; the same tensors in the same order give the same bytes.
 *
 * The header is padded with spaces so that data begins at a multiple of 8, as the Python library does. All 4-byte tensors
 * are aligned as long as bool tensors come last.
 *
 * @throws {SafetensorsError} when a tensor's data does not fill its shape
 */
export const encodeSafetensors = (
  tensors: Readonly<Record<string, HostTensor>>,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array => {
  const entries = Object.entries(tensors);
  const header = new Map<string, unknown>();
  if (metadata) header.set("__metadata__", metadata);
  let end = 0;
  for (const [name, tensor] of entries) {
    const { dtype, shape, data } = tensor;
    const size = shape.reduce((product, n) => product * n, 1);
    if (name === "__metadata__" || data.length !== size) {
      throw new SafetensorsError(
        `Tensor ${name} cannot be stored: its shape [${shape.join(", ")}] asks for ${size} numbers and it has ${data.length}.`,
      );
    }
    const begin = end;
    end += data.byteLength;
    header.set(name, {
      dtype: DTYPE_NAMES[dtype],
      shape,
      data_offsets: [begin, end],
    });
  }
  const json = `{${[...header].map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`).join(",")}}`;
  const text = new TextEncoder().encode(json);
  const headerBytes = Math.ceil(text.length / 8) * 8;
  const start = LENGTH_BYTES + headerBytes;
  const bytes = new Uint8Array(start + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes), true);
  bytes.fill(0x20, LENGTH_BYTES, start);
  bytes.set(text, LENGTH_BYTES);
  let at = start;
  for (const [, tensor] of entries) {
    bytes.set(bytesOf(tensor), at);
    at += tensor.data.byteLength;
  }
  return bytes;
};

/** Reads the header's text, refusing lengths that the file cannot have. */
const headerText = (bytes: Uint8Array): string => {
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
  const end = LENGTH_BYTES + Number(length);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(
      bytes.subarray(LENGTH_BYTES, end),
    );
  } catch {
    throw new SafetensorsError(
      "The safetensors header is not UTF-8; the file is damaged or of another format.",
    );
  }
};

const VIEWS = {
  float32: (buffer: ArrayBuffer) => new Float32Array(buffer),
  int32: (buffer: ArrayBuffer) => new Int32Array(buffer),
  bool: (buffer: ArrayBuffer) => new Uint8Array(buffer),
} as const;

/**
 * The tensors and metadata of a safetensors file, copied out of its bytes.
 *
 * Strict: every byte belongs to the header or to exactly one tensor.
 *
 * @throws {SafetensorsError} on anything else than a whole, well-formed file of F32, I32 and BOOL tensors
 */
export const decodeSafetensors = (bytes: Uint8Array): SafetensorsFile => {
  const text = headerText(bytes);
  const start = LENGTH_BYTES + new TextEncoder().encode(text).length;
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
    tensors[name] = { dtype, shape, data: VIEWS[dtype](buffer) };
  }
  return { tensors, metadata };
};
