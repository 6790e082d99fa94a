import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  diskWhere,
  diskWith,
  encode,
  failing,
  FAULTS,
  leftovers,
  outcomeOf,
  powerCuts,
  ROOT,
  shown,
} from "../test/support";
import { StorageError } from "./errors";
import type { FileSystem } from "./file-system";
import { countOperations, failAt } from "./testing/index";
import { systemError } from "./testing/system-error";
import { writeWholeFolder, type WriteInto } from "./write-whole-folder";

const dir = join(ROOT, "model");

const fill =
  (text: string) =>
  (write: WriteInto): void => {
    write("config.json", [encode(text)]);
    write("onnx/deep/model.onnx", [encode(text)]);
    write("onnx/card.md", []);
  };

const folderOf = (text: string): string =>
  `{config.json: ${text}, onnx: {card.md: , deep: {model.onnx: ${text}}}}`;

const replace = (files: FileSystem, text = "new"): void =>
  writeWholeFolder(files, dir, fill(text), {
    beforeReplacing: () => undefined,
  });

describe("writeWholeFolder", () => {
  it("writes files in folders, and makes those above", () => {
    const disk = diskWith({});
    writeWholeFolder(disk, join(ROOT, "a", "b", "model"), fill("new"));
    expect(shown(disk, join(ROOT, "a"))).toBe(
      `{b: {model: ${folderOf("new")}}}`,
    );
  });

  it("refuses a place where something is, and leaves it", () => {
    const disk = diskWith({ model: "old" });
    expect(() => writeWholeFolder(disk, dir, fill("new"))).toThrow(
      `The folder ${dir} could not be written: something is there already (EEXIST).`,
    );
    expect(shown(disk, ROOT)).toBe("{model: old}");
  });

  it("refuses what has come to the place in the meantime", () => {
    const disk = diskWith({});
    const slow = (write: WriteInto) => {
      fill("new")(write);
      disk.makeFolder(dir);
    };
    expect(() => writeWholeFolder(disk, dir, slow)).toThrow("EEXIST");
    expect(shown(disk, ROOT)).toBe("{model: {}}");
  });

  it.each([
    "",
    ".",
    "..",
    "../model.onnx",
    "a/../../b",
    "/a",
    "a//b",
    "a/",
    "a\\b",
    "C:a",
    "a\0",
    "NUL",
    "nul.txt",
    "in/Con",
    "COM1.json",
    "lpt³.a.b",
    "aux .txt",
    "CONIN$",
    "prn/model.onnx",
    "model.",
    "model ",
    "in./model",
  ])("refuses the name %j, and leaves nothing", (name) => {
    const disk = diskWith({});
    const error = outcomeOf(() =>
      writeWholeFolder(disk, dir, (write) => write(name, [])),
    );
    expect(error).toMatchObject({ code: "BAD_NAME" });
    expect(error?.message).not.toContain("\n");
    expect(shown(disk, ROOT)).toBe("{}");
  });

  it.each(["console", "a.nul", "COM10", "com", "nulls/aux-1", ".a", "a b"])(
    "takes the name %j",
    (name) => {
      const disk = diskWith({});
      writeWholeFolder(disk, dir, (write) => write(name, []));
      expect(disk.status(join(dir, name))?.kind).toBe("file");
    },
  );

  it("refuses one name twice", () => {
    const disk = diskWith({});
    const twice = (write: WriteInto) => {
      write("a", []);
      write("a", []);
    };
    expect(() => writeWholeFolder(disk, dir, twice)).toThrow("EEXIST");
    expect(shown(disk, ROOT)).toBe("{}");
  });

  it("passes on what its filling throws, and cleans up", () => {
    const disk = diskWith({});
    expect(() =>
      writeWholeFolder(disk, dir, (write) => {
        write("a/b", [encode("1")]);
        throw new TypeError("no more");
      }),
    ).toThrow(TypeError);
    expect(shown(disk, ROOT)).toBe("{}");
  });
});

describe("a folder that is replaced", () => {
  const start = diskWith({});
  writeWholeFolder(start, dir, fill("old"));

  it("is gone afterwards", () => {
    const disk = start.settled();
    replace(disk);
    expect(shown(disk, ROOT)).toBe(`{model: ${folderOf("new")}}`);
  });

  it("stays when the caller refuses at the last moment", () => {
    const disk = start.settled();
    expect(() =>
      writeWholeFolder(disk, dir, fill("new"), {
        beforeReplacing: () => {
          throw new RangeError("mine");
        },
      }),
    ).toThrow(RangeError);
    expect(shown(disk, ROOT)).toBe(`{model: ${folderOf("old")}}`);
  });

  it.each(FAULTS)(
    "is at its place, or whole beside it, or the new one is there, after %j",
    async (fault) => {
      const count = await countOperations(replace, start.settled());
      const whole = [folderOf("old"), folderOf("new")];
      for (let n = 1; n <= count; n++) {
        const disk = start.settled();
        const stopped = outcomeOf(() => replace(failAt(disk, n, fault)));
        const isNew = shown(disk, dir) === folderOf("new");
        if (stopped instanceof StorageError)
          expect(stopped.written, `operation ${n}`).toBe(isNew);
        for (const files of [
          disk,
          ...powerCuts(8, n).map((random) => disk.crash(random)),
        ]) {
          const there = shown(files, dir);
          const aside = leftovers(files).find((name) =>
            name.startsWith(".replaced-"),
          );
          expect(whole, `operation ${n}`).toContain(
            there ?? shown(files, join(ROOT, aside ?? "nothing")),
          );
        }
      }
    },
  );

  it("is said to lie beside when it cannot be removed", () => {
    const disk = start.settled();
    const files: FileSystem = {
      ...failAt(disk, Infinity, { crash: true }),
      removeFile: failing("EACCES"),
    };
    const error = outcomeOf(() => replace(files));
    const [beside = ""] = leftovers(disk);
    expect(error).toMatchObject({
      message: `The folder ${dir} was written, but the old one in ${join(ROOT, beside)} could not be removed: its permissions do not allow that (EACCES).`,
      code: "EACCES",
      path: dir,
      written: true,
    });
    expect(shown(disk, dir)).toBe(folderOf("new"));
  });

  it("is said to lie beside when the new one may not survive a power cut", () => {
    const disk = start.settled();
    let isRenamed = false;
    const files: FileSystem = {
      ...failAt(disk, Infinity, { crash: true }),
      rename: (from, to) => {
        disk.rename(from, to);
        isRenamed = true;
      },
      syncFolder: (path) => {
        if (isRenamed) failing("EIO")();
        disk.syncFolder(path);
      },
    };
    const error = outcomeOf(() => replace(files));
    const [beside = ""] = leftovers(disk);
    expect(error).toMatchObject({ written: true });
    expect(error?.message).toBe(
      `The folder ${dir} was written, but is not known to be durable: the disk reports an input/output error (EIO); the old one lies in ${join(ROOT, beside)}.`,
    );
  });

  it("is put back when the new one cannot take its place", () => {
    let renames = 0;
    const { disk, files } = diskWhere(
      {},
      {
        rename: (from, to) => {
          if (++renames === 2) throw systemError("EIO", "rename");
          disk.rename(from, to);
        },
      },
    );
    writeWholeFolder(disk, dir, fill("old"));
    expect(() => replace(files)).toThrow(
      `The folder ${dir} could not be written: the disk reports an input/output error (EIO).`,
    );
    expect(shown(disk, ROOT)).toBe(`{model: ${folderOf("old")}}`);
  });

  it("is said to lie beside when it cannot be put back either", () => {
    let renames = 0;
    const { disk, files } = diskWhere(
      {},
      {
        rename: (from, to) => {
          if (++renames > 1) failing("EIO")();
          disk.rename(from, to);
        },
      },
    );
    writeWholeFolder(disk, dir, fill("old"));
    const error = outcomeOf(() => replace(files));
    const [beside = ""] = leftovers(disk);
    expect(error).toBeInstanceOf(StorageError);
    expect(error?.message).toContain(`it lies in ${join(ROOT, beside)}`);
    expect(shown(disk, join(ROOT, beside))).toBe(folderOf("old"));
  });
});
