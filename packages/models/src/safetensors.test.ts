import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HostTensor } from "./host-tensor";
import { decodeSafetensors } from "./safetensors";
import { encodeSafetensors } from "./safetensors-encode";

/** Written by Python's safetensors: b float32 [1, 2], a int32 [3], metadata {format: pt}. */
const PYTHON =
  "kAAAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJmb3JtYXQiOiJwdCJ9LCJiIjp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOlsxLDJdLCJkYXRhX29mZnNldHMiOlswLDhdfSwiYSI6eyJkdHlwZSI6IkkzMiIsInNoYXBlIjpbM10sImRhdGFfb2Zmc2V0cyI6WzgsMjBdfX0gICAAAMA/AAAAwAcAAAD4////CQAAAA==";

/** Written by Python's safetensors: every dtype, a scalar, empty tensors, names that sort and escape awkwardly. */
const MIXED =
  "0AEAAAAAAAB7IjEwIjp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOlswLDRdLCJkYXRhX29mZnNldHMiOlswLDBdfSwiOSI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbMiwwXSwiZGF0YV9vZmZzZXRzIjpbMCwwXX0sInoiOnsiZHR5cGUiOiJGMzIiLCJzaGFwZSI6WzJdLCJkYXRhX29mZnNldHMiOlswLDhdfSwi77+/Ijp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOlsxXSwiZGF0YV9vZmZzZXRzIjpbOCwxMl19LCLwn5iAIjp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOltdLCJkYXRhX29mZnNldHMiOlsxMiwxNl19LCJhIjp7ImR0eXBlIjoiSTMyIiwic2hhcGUiOlsyLDFdLCJkYXRhX29mZnNldHMiOlsxNiwyNF19LCJxXCJcXFxuXHUwMDAxfy8iOnsiZHR5cGUiOiJJMzIiLCJzaGFwZSI6WzFdLCJkYXRhX29mZnNldHMiOlsyNCwyOF19LCJiIjp7ImR0eXBlIjoiQk9PTCIsInNoYXBlIjpbM10sImRhdGFfb2Zmc2V0cyI6WzI4LDMxXX19ICAgIAAAwD8AAADAAACAQAAAQEAHAAAA+P///wUAAAABAAE=";

const TENSORS = {
  b: { dtype: "float32", shape: [1, 2], data: Float32Array.of(1.5, -2) },
  a: { dtype: "int32", shape: [3], data: Int32Array.of(7, -8, 9) },
} as const;

/** Whether UTF-8 can say it: no half of a surrogate pair. */
const isWellFormed = (text: string): boolean => !/\p{Surrogate}/u.test(text);

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

  it("writes them whatever order the tensors came in", () => {
    const { tensors } = decodeSafetensors(Buffer.from(MIXED, "base64"));
    expect(Object.keys(tensors)).toHaveLength(8);
    expect(tensors["\u{1f600}"]).toEqual({
      dtype: "float32",
      shape: [],
      data: Float32Array.of(3),
    });
    fc.assert(
      fc.property(
        fc.shuffledSubarray(Object.entries(tensors), { minLength: 8 }),
        (entries) => {
          const bytes = encodeSafetensors(Object.fromEntries(entries));
          expect(Buffer.from(bytes).toString("base64")).toBe(MIXED);
        },
      ),
      { numRuns: 20 },
    );
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
          expect(new Map(Object.entries(decoded.tensors))).toEqual(
            new Map(Object.entries(tensors)),
          );
          expect(new Map(Object.entries(decoded.metadata))).toEqual(
            new Map(Object.entries(metadata)),
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

  it.each<[string, string, Partial<HostTensor>, string]>([
    [
      "does not fill its shape",
      "a",
      { shape: [2] },
      "asks for 2 numbers and it has 1",
    ],
    ["is of another dtype", "a", { dtype: "int32" }, "is no Int32Array"],
    ["has a size below zero", "a", { shape: [-1, -1] }, "no list of"],
    ["has a part of a size", "a", { shape: [0.5, 2] }, "no list of"],
    ["is named as metadata are", "__metadata__", {}, "cannot hold its name"],
    ["has half a character", "\ud800", {}, "cannot hold its name"],
  ])("refuses to store what %s", (_, name, change, message) => {
    const one = { dtype: "float32", shape: [1], data: Float32Array.of(1) };
    const tensor = { ...one, ...change } as HostTensor;
    expect(() => encodeSafetensors({ [name]: tensor })).toThrow(message);
  });

  it("refuses to store more tensors than it reads", () => {
    const one = { dtype: "bool", shape: [0], data: new Uint8Array(0) } as const;
    const many = Array.from(
      { length: 2 ** 16 + 1 },
      (_, i) => [i, one] as const,
    );
    expect(() => encodeSafetensors(Object.fromEntries(many))).toThrow(
      "at most 65536 tensors",
    );
  });
});
