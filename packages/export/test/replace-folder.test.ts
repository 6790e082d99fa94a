/** @file What an export may replace, and that what it replaces comes back when the new folder cannot take its place. */
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { nodeFileSystem, StorageError, type FileSystem } from "@trm/storage";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkPlace } from "../src/check-place";
import { writeWholeFolder } from "../src/whole-folder";
import { scratchFolder } from "./trained-copy";

const scratch = scratchFolder();
let count = 0;

type Contents = Readonly<Record<string, string>>;

const MODEL: Contents = { "config.json": '{"trm": {}}', "README.md": "old" };
const NEW = new Map([["config.json", Buffer.from('{"trm": {"new": 1}}')]]);

/** A folder with these files; a path that ends in `/` is a folder. */
const folderOf = (files: Contents): string => {
  const dir = join(scratch, String(count++), "model");
  mkdirSync(dir, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    const path = join(dir, name);
    mkdirSync(name.endsWith("/") ? path : join(path, ".."), {
      recursive: true,
    });
    if (!name.endsWith("/")) writeFileSync(path, text);
  }
  return dir;
};

const siblings = (dir: string): string[] => readdirSync(join(dir, ".."));

describe("what is replaced with force", () => {
  it.each<[string, Contents]>([
    ["a model folder", { ...MODEL, "onnx/model.onnx": "" }],
    [
      "a checkpoint of the reference implementation",
      {
        "config.json": '{"model": "ut", "kwargs": {}}',
        "model.safetensors": "",
      },
    ],
    ["an empty folder", {}],
  ])("is %s", (_what, files) => {
    const dir = folderOf(files);
    writeWholeFolder(dir, NEW, true);
    expect(readdirSync(dir)).toEqual(["config.json"]);
    expect(siblings(dir)).toEqual(["model"]);
  });

  it.each<[string, Contents, RegExp]>([
    [
      "a run",
      { "run.json": "{}", "checkpoints/": "", "metrics.jsonl": "" },
      /holds checkpoints\/, which no export/,
    ],
    ["a note beside a model", { ...MODEL, "mine.txt": "" }, /holds mine\.txt/],
    [
      "a note beside the ONNX file",
      { ...MODEL, "onnx/mine.txt": "" },
      /holds onnx\/mine\.txt/,
    ],
    ["a hidden folder", { ...MODEL, ".git/": "" }, /holds \.git\//],
    ["some README", { "README.md": "mine" }, /no config\.json/],
    [
      "another program's model",
      { "config.json": '{"model_type": "gpt2"}', "model.safetensors": "" },
      /no config\.json that an export/,
    ],
    [
      "a reference config beside more",
      { "config.json": '{"model": "ut", "kwargs": {}}', "README.md": "" },
      /no config\.json that an export/,
    ],
    ["a config that is no JSON", { "config.json": "{" }, /no JSON object/],
  ])("is not %s", (_what, files, message) => {
    const dir = folderOf(files);
    const before = readdirSync(dir, { recursive: true });
    expect(() => writeWholeFolder(dir, NEW, true)).toThrow(message);
    expect(readdirSync(dir, { recursive: true })).toEqual(before);
    expect(siblings(dir)).toEqual(["model"]);
  });

  it("is no link, neither in the folder nor in its place", () => {
    const dir = folderOf(MODEL);
    const link = `${dir}-link`;
    symlinkSync(dir, link);
    expect(() => checkPlace(link, true)).toThrow(/is a link/);
    symlinkSync(scratch, join(dir, "onnx"));
    expect(() => checkPlace(dir, true)).toThrow(/holds onnx@/);
  });
});

/** A file system on which the renames with these numbers fail; the first is number 0. */
const failingRenames = (...failing: readonly number[]): FileSystem => {
  let calls = 0;
  return {
    ...nodeFileSystem,
    rename: (from, to) => {
      if (failing.includes(calls++))
        throw Object.assign(new Error("no"), { code: "ENOSPC" });
      nodeFileSystem.rename(from, to);
    },
  };
};

describe("a new folder that cannot take its place", () => {
  it("leaves the old one where it was", () => {
    const dir = folderOf(MODEL);
    expect(() => writeWholeFolder(dir, NEW, true, failingRenames(1))).toThrow(
      "no space left",
    );
    expect(readFileSync(join(dir, "config.json"), "utf8")).toBe('{"trm": {}}');
    expect(siblings(dir)).toEqual(["model"]);
  });

  it("leaves the old one beside it and says where, if that fails too", () => {
    const dir = folderOf(MODEL);
    let refusal: unknown;
    try {
      writeWholeFolder(dir, NEW, true, failingRenames(1, 2));
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(StorageError);
    const [beside] = siblings(dir);
    expect(siblings(dir)).toEqual([
      expect.stringMatching(/^\.replaced-model-[0-9a-f]{8}$/),
    ]);
    const replaced = join(dir, "..", beside!);
    expect((refusal as Error).message).toContain(
      `(no space left on the device (ENOSPC)), nor the one that was there put back; it lies in ${replaced}`,
    );
    expect(readFileSync(join(replaced, "config.json"), "utf8")).toBe(
      '{"trm": {}}',
    );
  });

  it("leaves nothing where nothing was", () => {
    const dir = join(folderOf({}), "new");
    expect(() => writeWholeFolder(dir, NEW, false, failingRenames(0))).toThrow(
      "no space left",
    );
    expect(siblings(dir)).toEqual([]);
  });
});
