/** @file The JSON header of a safetensors file, believed only after checking. */
import { SafetensorsError } from "./errors";
import type { HostTensor } from "./host-tensor";
import { findDuplicateKey } from "./json-keys";

/** Where one tensor lies in the data that follows the header. */
export interface HeaderEntry {
  readonly name: string;
  readonly dtype: HostTensor["dtype"];
  readonly shape: readonly number[];
  /** First byte, and the byte after the last. */
  readonly begin: number;
  readonly end: number;
}

/** A header's tensors and free text. */
export interface Header {
  readonly entries: readonly HeaderEntry[];
  readonly metadata: Readonly<Record<string, string>>;
}

const DTYPES: ReadonlyMap<unknown, readonly [HostTensor["dtype"], number]> =
  new Map([
    ["F32", ["float32", 4]],
    ["I32", ["int32", 4]],
    ["BOOL", ["bool", 1]],
  ]);

const fail = (message: string, advice = "the file is damaged"): never => {
  throw new SafetensorsError(`${message}; ${advice}.`);
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0;

const parseJson = (text: string): Readonly<Record<string, unknown>> => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fail("The safetensors header is not JSON");
  }
  if (!text.startsWith("{") || !isObject(value)) {
    return fail("The safetensors header is not a JSON object");
  }
  const duplicate = findDuplicateKey(text);
  if (duplicate !== undefined) {
    return fail(`The safetensors header has the key ${duplicate} twice`);
  }
  return value;
};

const parseMetadata = (value: unknown): Readonly<Record<string, string>> => {
  const metadata: Record<string, string> = Object.create(null) as Record<
    string,
    string
  >;
  if (!isObject(value))
    return fail("The safetensors __metadata__ is no object");
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== "string") {
      return fail(`The safetensors __metadata__ value of ${key} is no string`);
    }
    metadata[key] = text;
  }
  return metadata;
};

const parseEntry = (name: string, value: unknown): HeaderEntry => {
  if (!isObject(value)) return fail(`Tensor ${name} has no description`);
  const extra = Object.keys(value).find(
    (key) => !["dtype", "shape", "data_offsets"].includes(key),
  );
  if (extra !== undefined)
    return fail(`Tensor ${name} has the unknown key ${extra}`);
  const [dtype, bytes] =
    DTYPES.get(value["dtype"]) ??
    fail(
      `Tensor ${name} must have dtype ${[...DTYPES.keys()].join(", ")}, received ${JSON.stringify(value["dtype"])}`,
      "convert the file",
    );
  const { shape, data_offsets: offsets } = value;
  if (!Array.isArray(shape) || !shape.every(isCount)) {
    return fail(`Tensor ${name} has a shape that is no list of sizes`);
  }
  if (
    !Array.isArray(offsets) ||
    offsets.length !== 2 ||
    !offsets.every(isCount)
  ) {
    return fail(`Tensor ${name} must have two data_offsets`);
  }
  const [begin = 0, end = 0] = offsets;
  const size = shape.reduce((product, n) => product * n, bytes);
  if (end - begin !== size) {
    return fail(
      `Tensor ${name} of shape [${shape.join(", ")}] needs ${size} bytes and its data_offsets span ${end - begin}`,
    );
  }
  return { name, dtype, shape, begin, end };
};

/** @throws {SafetensorsError} when the text is no header of known dtypes, consistent in itself */
export const parseHeader = (text: string): Header => {
  const { __metadata__: metadata = {}, ...tensors } = parseJson(text);
  return {
    entries: Object.entries(tensors).map(([name, value]) =>
      parseEntry(name, value),
    ),
    metadata: parseMetadata(metadata),
  };
};

/** @throws {SafetensorsError} when the entries do not cover `dataBytes` bytes exactly, without gap or overlap */
export const checkHeader = (
  entries: readonly HeaderEntry[],
  dataBytes: number,
): void => {
  let covered = 0;
  const inOrder = entries.toSorted(
    (a, b) => a.begin - b.begin || a.end - b.end,
  );
  for (const { name, begin, end } of inOrder) {
    if (begin !== covered) {
      fail(
        `Tensor ${name} should begin at byte ${covered} of the data and begins at ${begin}`,
      );
    }
    covered = end;
  }
  if (covered !== dataBytes) {
    fail(
      `The safetensors header describes ${covered} bytes of data and the file has ${dataBytes}`,
    );
  }
};
