/** @file The safetensors codec against the library that defines the format, both ways, and on damaged files. */
import { decodeSafetensors, encodeSafetensors } from "@trm/models";
import type { HostTensor } from "@trm/models";
import fc from "fast-check";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mutateBytes } from "../fuzz/mutate-bytes.ts";
import { withDamagedHeader } from "../fuzz/mutate-safetensors.ts";
import { Choices } from "../fuzz/random.ts";
import { runPython, SKIP_PYTHON } from "../support/python.ts";

const scratch = mkdtempSync(join(tmpdir(), "trm-safetensors-"));
afterAll(() => rmSync(scratch, { recursive: true }));

const tensor: fc.Arbitrary<HostTensor> = fc
  .record({
    dtype: fc.constantFrom("float32", "int32", "bool"),
    shape: fc.array(fc.nat(3), { maxLength: 4 }),
  })
  .map(({ dtype, shape }) => {
    const size = shape.reduce((product, n) => product * n, 1);
    const data = { float32: Float32Array, int32: Int32Array, bool: Uint8Array };
    const numbers = Array.from({ length: size }, (_, i) => i % 2);
    return { dtype, shape, data: data[dtype].from(numbers) };
  });

const name = fc
  .string({ unit: "binary", maxLength: 6 })
  .filter((text) => text !== "__metadata__" && !/\p{Surrogate}/u.test(text));

const OURS = fc
  .sample(fc.dictionary(name, tensor, { maxKeys: 12 }), {
    seed: 7,
    numRuns: 60,
  })
  .map((tensors) => encodeSafetensors(tensors));

const DAMAGED = Array.from({ length: 2000 }, (_, i) => {
  const choices = new Choices(i);
  const good = encodeSafetensors(
    decodeSafetensors(choices.of(OURS)).tensors,
    i % 2 ? { format: "pt" } : undefined,
  );
  return choices.once(2)
    ? mutateBytes(good, choices)
    : withDamagedHeader(good, choices);
});

const readable = (bytes: Uint8Array): string[] | undefined => {
  try {
    return Object.keys(decodeSafetensors(bytes).tensors);
  } catch {
    return undefined;
  }
};

describe.skipIf(SKIP_PYTHON)("Python's safetensors and ours", () => {
  const folder = (kind: string): string => join(scratch, kind);
  let names: Readonly<Record<string, readonly string[] | null>>;
  beforeAll(() => {
    const folders = ["given", "again", "own"].map(folder);
    for (const path of folders) mkdirSync(path);
    OURS.forEach((bytes, i) => {
      writeFileSync(join(folder("given"), `ours-${i}`), bytes);
    });
    DAMAGED.forEach((bytes, i) => {
      writeFileSync(join(folder("given"), `damaged-${i}`), bytes);
    });
    names = runPython("safetensors_both_ways.py", ...folders) as typeof names;
  });

  it("give the same bytes for the same tensors", () => {
    OURS.forEach((bytes, i) => {
      const path = join(folder("again"), `ours-${i}`);
      expect(existsSync(path)).toBe(true);
      expect(readFileSync(path).equals(bytes)).toBe(true);
    });
  });

  it("give them for what Python made, too", () => {
    const files = readdirSync(folder("own"));
    expect(files).toHaveLength(40);
    for (const file of files) {
      const bytes = readFileSync(join(folder("own"), file));
      const { tensors, metadata } = decodeSafetensors(bytes);
      const { format } = metadata;
      const again = encodeSafetensors(
        tensors,
        format === undefined ? undefined : { format },
      );
      expect(bytes.equals(again)).toBe(true);
    }
  });

  it("agree on damaged files: what is read here, is read there", () => {
    const read = DAMAGED.map(readable);
    expect(read.filter((found) => found !== undefined).length).toBeGreaterThan(
      20,
    );
    read.forEach((found, i) => {
      if (found === undefined) return;
      const theirs = names[`damaged-${i}`];
      expect(theirs, `damaged-${i}`).not.toBeNull();
      expect(new Set(theirs)).toEqual(new Set(found));
    });
  });
});
