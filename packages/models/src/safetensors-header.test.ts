import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SafetensorsError } from "./errors";
import { decodeSafetensors } from "./safetensors";
import { encodeSafetensors } from "./safetensors-encode";

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
      "integers without sign",
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
      "integers without sign",
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
    ["with a header that is a list", file("[]", 0), "begins with {"],
    ["with a header that ends early", file("{", 0), "ends with }"],
    ["with a header that is no JSON", file("{,}", 0), "not JSON"],
    ["with a space before the header", file(" {}", 0), "begins with {"],
    ["with a byte order mark", file("\ufeff{}", 0), "begins with {"],
    ["with a newline after the header", file("{}\n", 0), "ends with }"],
    [
      "with a size that overflows",
      file(`{"a":${entry([2 ** 30, 2 ** 30], [0, 8])}}`, 8),
      "needs countless bytes",
    ],
    [
      "with an overflow that a zero hides",
      file(`{"a":${entry([2 ** 30, 2 ** 30, 0], [0, 0])}}`, 0),
      "needs countless bytes",
    ],
    [
      "with a shape that is no list",
      file(`{"a":${entry({}, [0, 0])}}`, 0),
      "no list of sizes",
    ],
    [
      "with a size beyond every integer",
      file(
        `{"a":{"dtype":"F32","shape":[9007199254740992],"data_offsets":[0,0]}}`,
        0,
      ),
      "no list of sizes",
    ],
    [
      "with a size beyond every number",
      file(`{"a":{"dtype":"F32","shape":[1e300],"data_offsets":[0,0]}}`, 0),
      "integers without sign",
    ],
    ...["1.0", "1e0", "1E0"].map((size): [string, Uint8Array, string] => [
      `with the size ${size}`,
      file(`{"a":{"dtype":"F32","shape":[${size}],"data_offsets":[0,4]}}`, 4),
      "integers without sign",
    ]),
    [
      "with the offset -0",
      file('{"a":{"dtype":"F32","shape":[0],"data_offsets":[-0,0]}}', 0),
      "integers without sign",
    ],
    [
      "with an empty tensor off its place",
      file(two(entry([1], [0, 4]), entry([0], [2, 2])), 4),
      "Tensor b should begin at byte 4",
    ],
    [
      "with more dimensions than NumPy has",
      file(`{"a":${entry(Array(65).fill(1), [0, 4])}}`, 4),
      "65 dimensions",
    ],
    [
      "with seventy thousand tensors",
      file(
        `{${Array.from({ length: 7e4 }, (_, i) => `"${i}":${entry([0], [0, 0])}`).join(",")}}`,
        0,
      ),
      "at most 65536 tensors",
    ],
    [
      "with metadata twice",
      file('{"__metadata__":{"a":"b","a":"c"}}', 0),
      "the key a twice",
    ],
    [
      "with a quote and backslashes before a key twice",
      file('{"__metadata__":{"x\\\\":"\\"","a":"","a":""}}', 0),
      "the key a twice",
    ],
    [
      "with half a character in a name",
      file(`{"\\ud800":${entry([0], [0, 0])}}`, 0),
      "half a character",
    ],
    [
      "with half a character in its metadata",
      file('{"__metadata__":{"a":"\\ud800"}}', 0),
      "half a character",
    ],
    [
      "with a dtype that is a list",
      file(`{"a":${entry([0], [0, 0], [])}}`, 0),
      "received a object",
    ],
    [
      "with a header that is no UTF-8",
      file("{}", 0).fill(0xff, 8, 9),
      "not UTF-8",
    ],
  ])("%s", (_, bytes, message) => {
    expect(() => decodeSafetensors(bytes)).toThrow(SafetensorsError);
    expect(() => decodeSafetensors(bytes)).toThrow(message);
  });

  it.each<[string, string]>([
    ["one name", `{"${"a\\\\".repeat(5e6)}":0}`],
    ["brackets", `{"a":${"[".repeat(8e6)}}`],
    [
      "a shape of brackets",
      `{"a":{"shape":${"[".repeat(4e6)}${"]".repeat(4e6)}}}`,
    ],
    ["one object", `{"a":{"dtype":${'{"a":'.repeat(2e6)}0${"}".repeat(2e6)}}}`],
    ["spaces", `{${" ".repeat(15e6)}"a":0}`],
    [
      "keys",
      `{${Array.from({ length: 1e6 }, (_, i) => `"${i}":0`).join(",")}}`,
    ],
    ["one key", `{${Array(2e6).fill('"a":0').join(",")}}`],
    [
      "metadata",
      `{"__metadata__":{${Array.from({ length: 1e6 }, (_, i) => `"${i}":""`).join(",")}}}`,
    ],
  ])("fast, with a header of 10 megabytes of %s", (_, header) => {
    const bytes = file(header, 0);
    const start = performance.now();
    let message = "";
    try {
      decodeSafetensors(bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(SafetensorsError);
      message = String(error);
    }
    expect(message.length).toBeGreaterThan(20);
    expect(message.length).toBeLessThan(300);
    expect(performance.now() - start).toBeLessThan(3000);
  });

  it("wherever it was cut", () => {
    const whole = encodeSafetensors({
      b: { dtype: "float32", shape: [1, 2], data: Float32Array.of(1.5, -2) },
      a: { dtype: "int32", shape: [3], data: Int32Array.of(7, -8, 9) },
    });
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
