import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SafetensorsError } from "./errors";
import { decodeSafetensors, encodeSafetensors } from "./safetensors";

/** Written by Python's safetensors: b float32 [1, 2], a int32 [3], metadata {format: pt}. */
const PYTHON =
  "kAAAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJmb3JtYXQiOiJwdCJ9LCJiIjp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOlsxLDJdLCJkYXRhX29mZnNldHMiOlswLDhdfSwiYSI6eyJkdHlwZSI6IkkzMiIsInNoYXBlIjpbM10sImRhdGFfb2Zmc2V0cyI6WzgsMjBdfX0gICAAAMA/AAAAwAcAAAD4////CQAAAA==";

const TENSORS = {
  b: { dtype: "float32", shape: [1, 2], data: Float32Array.of(1.5, -2) },
  a: { dtype: "int32", shape: [3], data: Int32Array.of(7, -8, 9) },
} as const;

/** Whether UTF-8 can say it: no half of a surrogate pair. */
const isWellFormed = (text: string): boolean => !/\p{Surrogate}/u.test(text);

/** A file with this header text and as many zero bytes of data. */
const file = (header: string, dataBytes: number): Uint8Array => {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
};

const entry = (shape: unknown, offsets: unknown, dtype: unknown = "F32") =>
  JSON.stringify({ dtype, shape, data_offsets: offsets });

describe("the safetensors codec", () => {
  it("reads what the Python library wrote", () => {
    const { tensors, metadata } = decodeSafetensors(
      Buffer.from(PYTHON, "base64"),
    );
    expect({ ...tensors }).toEqual(TENSORS);
    expect({ ...metadata }).toEqual({ format: "pt" });
  });

  it("writes the bytes that the Python library writes", () => {
    const bytes = encodeSafetensors(TENSORS, { format: "pt" });
    expect(Buffer.from(bytes).toString("base64")).toBe(PYTHON);
  });

  it("gives back any tensors and metadata, under any names", () => {
    const tensor = fc.array(fc.float(), { maxLength: 8 }).map((values) => ({
      dtype: "float32" as const,
      shape: [values.length],
      data: Float32Array.from(values),
    }));
    const name = fc
      .string({ unit: "binary" })
      .filter((text) => text !== "__metadata__" && isWellFormed(text));
    fc.assert(
      fc.property(
        fc.dictionary(name, tensor),
        fc.dictionary(name, fc.string().filter(isWellFormed)),
        (tensors, metadata) => {
          const decoded = decodeSafetensors(
            encodeSafetensors(tensors, metadata),
          );
          expect(Object.entries(decoded.tensors)).toEqual(
            Object.entries(tensors),
          );
          expect(Object.entries(decoded.metadata)).toEqual(
            Object.entries(metadata),
          );
        },
      ),
    );
  });

  it("copies, so that a tensor does not change with its file", () => {
    const bytes = Buffer.from(PYTHON, "base64");
    const { tensors } = decodeSafetensors(bytes);
    bytes.fill(0);
    expect(tensors["a"]?.data).toEqual(Int32Array.of(7, -8, 9));
  });

  it("holds tensors named like parts of Object.prototype", () => {
    const one = { dtype: "bool", shape: [1], data: Uint8Array.of(1) } as const;
    const bytes = encodeSafetensors({ ["__proto__"]: one, constructor: one });
    expect(Object.keys(decodeSafetensors(bytes).tensors)).toEqual([
      "__proto__",
      "constructor",
    ]);
    expect("toString" in decodeSafetensors(bytes).tensors).toBe(false);
  });

  it("refuses to store data that does not fill its shape", () => {
    const data = Float32Array.of(1);
    expect(() =>
      encodeSafetensors({ a: { dtype: "float32", shape: [2], data } }),
    ).toThrow("asks for 2 numbers and it has 1");
  });
});

describe("a damaged safetensors file is refused", () => {
  const two = (a: string, b: string): string => `{"a":${a},"b":${b}}`;
  it.each<[string, Uint8Array, string]>([
    ["cut in its length", new Uint8Array(5), "received 5 bytes"],
    ["cut in its header", file("{}", 0).subarray(0, 9), "file is truncated"],
    [
      "with a header of a terabyte",
      file("{}", 0).fill(0xff, 4, 6),
      "at most 16777216 bytes",
    ],
    [
      "cut in its data",
      file(`{"a":${entry([2], [0, 8])}}`, 4),
      "describes 8 bytes of data and the file has 4",
    ],
    [
      "with bytes of nobody",
      file(`{"a":${entry([2], [0, 8])}}`, 12),
      "describes 8 bytes of data and the file has 12",
    ],
    [
      "with a hole",
      file(two(entry([1], [0, 4]), entry([1], [8, 12])), 12),
      "Tensor b should begin at byte 4",
    ],
    [
      "with an overlap",
      file(two(entry([2], [0, 8]), entry([1], [4, 8])), 8),
      "Tensor b should begin at byte 8",
    ],
    [
      "with two tensors over the same bytes",
      file(two(entry([1], [0, 4]), entry([1], [0, 4])), 4),
      "begins at 0",
    ],
    [
      "with a shape that does not fit",
      file(`{"a":${entry([3], [0, 8])}}`, 8),
      "needs 12 bytes and its data_offsets span 8",
    ],
    [
      "with a negative size",
      file(`{"a":${entry([-2], [0, 8])}}`, 8),
      "no list of sizes",
    ],
    [
      "with offsets backwards",
      file(`{"a":${entry([2], [8, 0])}}`, 8),
      "span -8",
    ],
    [
      "with offsets missing",
      file(`{"a":${entry([2], [0])}}`, 8),
      "two data_offsets",
    ],
    [
      "with offsets that are no integers",
      file(`{"a":${entry([2], [0.5, 8.5])}}`, 8),
      "two data_offsets",
    ],
    [
      "of an unknown dtype",
      file(`{"a":${entry([1], [0, 4], "F16")}}`, 4),
      "must have dtype F32, I32, BOOL",
    ],
    [
      "with a dtype from Object.prototype",
      file(`{"a":${entry([1], [0, 4], "constructor")}}`, 4),
      "must have dtype",
    ],
    [
      "with an unknown key",
      file('{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0],"x":1}}', 0),
      "unknown key x",
    ],
    [
      "with a name twice",
      file(`{"a":${entry([0], [0, 0])},"\\u0061":${entry([0], [0, 0])}}`, 0),
      "the key a twice",
    ],
    [
      "with offsets twice",
      file(
        '{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0],"data_offsets":[0,0]}}',
        0,
      ),
      "the key data_offsets twice",
    ],
    [
      "with metadata that are no strings",
      file('{"__metadata__":{"a":1}}', 0),
      "value of a is no string",
    ],
    [
      "with metadata that are a list",
      file('{"__metadata__":[]}', 0),
      "__metadata__ is no object",
    ],
    ["with a header that is a list", file("[]", 0), "not a JSON object"],
    ["with a header that is no JSON", file("{", 0), "not JSON"],
    [
      "with a header that is no UTF-8",
      file("{}", 0).fill(0xff, 8, 9),
      "not UTF-8",
    ],
  ])("%s", (_, bytes, message) => {
    expect(() => decodeSafetensors(bytes)).toThrow(SafetensorsError);
    expect(() => decodeSafetensors(bytes)).toThrow(message);
  });

  it("wherever it was cut", () => {
    const whole = encodeSafetensors(TENSORS);
    for (let length = 0; length < whole.length; length++) {
      expect(() => decodeSafetensors(whole.subarray(0, length))).toThrow(
        SafetensorsError,
      );
    }
  });

  it("whatever bytes it has", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          decodeSafetensors(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(SafetensorsError);
        }
      }),
    );
  });
});
