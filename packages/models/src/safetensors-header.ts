/** @file The JSON header of a safetensors file, believed only after checking. */
import { SafetensorsError } from "./errors";
import type { HostTensor } from "./host-tensor";
import { findDuplicateKey, scanJson } from "./json-keys";
import {
  byteLength,
  DTYPES,
  isCount,
  isText,
  MAX_RANK,
  MAX_TENSORS,
  showName,
  showShape,
} from "./safetensors-format";

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

const BY_NAME: ReadonlyMap<unknown, HostTensor["dtype"]> = new Map(
  Object.entries(DTYPES).map(([dtype, { name }]) => [
    name,
    dtype as HostTensor["dtype"],
  ]),
);

const fail = (message: string, advice = "the file is damaged"): never => {
  throw new SafetensorsError(`${message}; ${advice}.`);
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const ALLOWED = '"{}[]:,0123456789 \t\n\r';
/** The header, a tensor's description, its shape. */
const MAX_DEPTH = 3;
/** Four for each tensor, its own among them, and metadata. */
const MAX_KEYS = 5 * MAX_TENSORS;

/** Refuses what no header needs before JSON.parse makes objects of it; JSON.parse would take 1.0, 1e0 and -0 for integers. */
const checkText = (text: string): void => {
  const afterwards = text.slice(text.lastIndexOf("}") + 1);
  if (!text.startsWith("{") || !/^ *$/.test(afterwards)) {
    fail(
      "A safetensors header is a JSON object that begins with { and ends with } and spaces",
    );
  }
  let [depth, keys] = [0, 0];
  scanJson(text, (start) => {
    const character = text[start] ?? "";
    if (!ALLOWED.includes(character)) {
      fail(
        "The safetensors header holds more than objects, lists, texts and integers without sign, point and exponent",
      );
    }
    if (character === "{" || character === "[") depth++;
    if (character === "}" || character === "]") depth--;
    if (character === ":") keys++;
    if (keys > MAX_KEYS) fail("The safetensors header has too many keys");
    if (depth > MAX_DEPTH) fail("The safetensors header is nested too deeply");
  });
};

const parseJson = (text: string): Readonly<Record<string, unknown>> => {
  checkText(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fail("The safetensors header is not JSON");
  }
  return isObject(value)
    ? value
    : fail("The safetensors header is not a JSON object");
};

const checkCount = (what: string, count: number): void => {
  if (count > MAX_TENSORS) {
    fail(
      `A safetensors header has at most ${MAX_TENSORS} ${what}, received ${count}`,
      "the file is of another purpose",
    );
  }
};

const parseMetadata = (value: unknown): Readonly<Record<string, string>> => {
  const metadata: Record<string, string> = Object.create(null) as Record<
    string,
    string
  >;
  if (!isObject(value))
    return fail("The safetensors __metadata__ is no object");
  const texts = Object.entries(value);
  checkCount("texts of __metadata__", texts.length);
  for (const [key, text] of texts) {
    if (typeof text !== "string") {
      return fail(
        `The safetensors __metadata__ value of ${showName(key)} is no string`,
      );
    }
    if (!isText(key) || !isText(text)) {
      return fail(
        `The safetensors __metadata__ of ${showName(key)} has half a character`,
      );
    }
    metadata[key] = text;
  }
  return metadata;
};

const parseDtype = (tensor: string, value: unknown): HostTensor["dtype"] =>
  BY_NAME.get(value) ??
  fail(
    `${tensor} must have dtype ${[...BY_NAME.keys()].join(", ")}, received ${typeof value === "string" ? showName(value) : `a ${typeof value}`}`,
    "convert the file",
  );

const parseShape = (tensor: string, value: unknown): readonly number[] => {
  if (!Array.isArray(value) || !value.every(isCount)) {
    return fail(`${tensor} has a shape that is no list of sizes`);
  }
  return value.length > MAX_RANK
    ? fail(
        `${tensor} has ${value.length} dimensions and at most ${MAX_RANK} are read`,
      )
    : value;
};

const parseOffsets = (
  tensor: string,
  value: unknown,
): readonly [begin: number, end: number] => {
  if (!Array.isArray(value) || value.length !== 2 || !value.every(isCount)) {
    return fail(`${tensor} must have two data_offsets`);
  }
  const [begin = 0, end = 0] = value;
  return [begin, end];
};

const KEYS = ["dtype", "shape", "data_offsets"];

const parseEntry = (name: string, value: unknown): HeaderEntry => {
  const tensor = `Tensor ${showName(name)}`;
  if (!isText(name)) return fail(`${tensor} has half a character in its name`);
  if (!isObject(value)) return fail(`${tensor} has no description`);
  const extra = Object.keys(value).find((key) => !KEYS.includes(key));
  if (extra !== undefined)
    return fail(`${tensor} has the unknown key ${showName(extra)}`);
  const dtype = parseDtype(tensor, value["dtype"]);
  const shape = parseShape(tensor, value["shape"]);
  const [begin, end] = parseOffsets(tensor, value["data_offsets"]);
  const size = byteLength(shape, DTYPES[dtype].array.BYTES_PER_ELEMENT);
  if (end - begin !== size) {
    return fail(
      `${tensor} of shape ${showShape(shape)} needs ${size ?? "countless"} bytes and its data_offsets span ${end - begin}`,
    );
  }
  return { name, dtype, shape, begin, end };
};

/** @throws {SafetensorsError} when the text is no header of known dtypes, consistent in itself */
export const parseHeader = (text: string): Header => {
  const { __metadata__: metadata = {}, ...tensors } = parseJson(text);
  const described = Object.entries(tensors);
  checkCount("tensors", described.length);
  const header = {
    entries: described.map(([name, value]) => parseEntry(name, value)),
    metadata: parseMetadata(metadata),
  };
  const duplicate = findDuplicateKey(text);
  return duplicate === undefined
    ? header
    : fail(`The safetensors header has the key ${showName(duplicate)} twice`);
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
        `Tensor ${showName(name)} should begin at byte ${covered} of the data and begins at ${begin}`,
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
