/** @file A folder gives back what was put into it. */
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { readModelFolder } from "../src/read-model-folder";
import { writeModelFolder } from "../src/write-model-folder";
import { writeReferenceFolder } from "../src/write-reference-folder";
import { scratchFolder, trainedCopy } from "./trained-copy";

const scratch = scratchFolder();
const dir = join(scratch, "model");
const MODEL = trainedCopy();

beforeAll(async () => {
  await writeModelFolder(dir, MODEL);
});

/** Every file of a folder by its path. */
const filesOf = (folder: string): Record<string, Buffer> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(folder.length + 1), readFileSync(path)]),
  );

describe("writeModelFolder", () => {
  it("writes the files that Hugging Face clients look for, and nothing else", () => {
    expect(Object.keys(filesOf(dir))).toEqual([
      "README.md",
      "config.json",
      "generation_config.json",
      "model.safetensors",
      join("onnx", "model.onnx"),
      "tokenizer.json",
      "tokenizer_config.json",
    ]);
    expect(readdirSync(scratch)).toEqual(["model"]);
  });

  it("writes the same bytes again, from the model and from the folder", async () => {
    const [again, from] = [join(scratch, "again"), join(scratch, "from")];
    await writeModelFolder(again, MODEL);
    await writeModelFolder(from, readModelFolder(dir));
    expect(filesOf(again)).toEqual(filesOf(dir));
    expect(filesOf(from)).toEqual(filesOf(dir));
  });

  it("refuses a folder in use, and replaces an earlier export when it is told to", async () => {
    const used = join(scratch, "used");
    writeReferenceFolder(used, MODEL);
    await expect(writeModelFolder(used, MODEL)).rejects.toThrow(
      /not empty.*--force/,
    );
    await writeModelFolder(used, MODEL, { force: true });
    expect(filesOf(used)).toEqual(filesOf(dir));
    rmSync(join(used, "README.md"));
    await writeModelFolder(used, MODEL, { force: true });
    expect(filesOf(used)).toEqual(filesOf(dir));
  });

  it.each([
    ["too few weights", { params: MODEL.params.subarray(1) }, /14254 numbers/],
    ["a weight of NaN", { params: MODEL.params.map(() => NaN) }, /number NaN/],
    [
      "an alphabet of another size",
      { task: { name: "copy", characters: ["0", "\n"] } },
      /2 characters/,
    ],
  ])("refuses %s before it writes", async (_what, part, message) => {
    const place = join(scratch, "nowhere");
    const written = writeModelFolder(place, { ...MODEL, ...part });
    await expect(written).rejects.toThrow(message);
    expect(existsSync(place)).toBe(false);
  });

  it("refuses the name of a file", async () => {
    await expect(
      writeModelFolder(join(dir, "README.md"), MODEL, { force: true }),
    ).rejects.toThrow(/is a file/);
  });

  it("says in config.json what GPT-2's decoders need to know", () => {
    expect(
      JSON.parse(readFileSync(join(dir, "config.json"), "utf8")),
    ).toMatchObject({
      model_type: "gpt2",
      n_layer: 4,
      n_head: 2,
      n_embd: 32,
      n_positions: 16,
      vocab_size: 14,
      eos_token_id: 13,
      pad_token_id: 13,
    });
  });
});

describe("readModelFolder", () => {
  it("gives the model back, bit for bit", () => {
    const { onnx, metadata, ...model } = readModelFolder(dir);
    expect(model).toEqual(MODEL);
    expect(
      Buffer.compare(onnx, readFileSync(join(dir, "onnx/model.onnx"))),
    ).toBe(0);
    expect(metadata.get("trm.arch")).toBe("dual-ut");
    expect(metadata.get("trm.weights.sha256")).toMatch(/^[0-9a-f]{64}$/);
    expect(
      Number(metadata.get("trm.parity.prefill.max_rel_error")),
    ).toBeLessThan(1e-4);
  });
});
