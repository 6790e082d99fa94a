/** @file Folders that are made and removed. */
import {
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  diskWhere,
  diskWith,
  failing,
  leftovers,
  outcomeOf,
  powerCuts,
  ROOT,
  shown,
} from "../test/support";
import { makeFolders } from "./make-folders";
import { nodeFileSystem } from "./node-file-system";
import { removeLeftovers, removeTree } from "./remove-tree";

let scratch = "";
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), "trm-storage-"));
});
afterEach(() => rmSync(scratch, { recursive: true }));

describe("makeFolders", () => {
  const deep = join(ROOT, "a", "b", "c");

  it("makes what is missing, and all of it survives a power cut", () => {
    const disk = diskWith({});
    makeFolders(disk, deep);
    makeFolders(disk, deep);
    for (const random of powerCuts(10))
      expect(shown(disk.crash(random), ROOT)).toBe("{a: {b: {c: {}}}}");
  });

  it("does not take a folder for made whose name could not be synced", () => {
    let isBroken = true;
    const { disk, files } = diskWhere(
      {},
      {
        syncFolder: (path) => {
          if (isBroken) failing("EIO")();
          disk.syncFolder(path);
        },
      },
    );
    expect(outcomeOf(() => makeFolders(files, deep))).toMatchObject({
      message: `The folder ${join(ROOT, "a")} could not be made: the disk reports an input/output error (EIO).`,
    });
    isBroken = false;
    makeFolders(files, deep);
    expect(
      shown(
        disk.crash(() => 0),
        ROOT,
      ),
    ).toBe("{a: {b: {c: {}}}}");
  });

  it("says that a file is in the way", () => {
    const disk = diskWith({ a: "file" });
    expect(outcomeOf(() => makeFolders(disk, join(ROOT, "a")))).toMatchObject({
      code: "EEXIST",
    });
    expect(outcomeOf(() => makeFolders(disk, deep))).toMatchObject({
      code: "EEXIST",
    });
  });

  it("takes a folder that another process makes at the same moment", () => {
    const { disk, files } = diskWhere(
      {},
      {
        makeFolder: (path) => {
          disk.makeFolder(path);
          disk.makeFolder(path);
        },
      },
    );
    makeFolders(files, deep);
    expect(shown(disk, ROOT)).toBe("{a: {b: {c: {}}}}");
  });

  it("goes through a link to a folder", () => {
    mkdirSync(join(scratch, "real"));
    symlinkSync("real", join(scratch, "link"));
    makeFolders(nodeFileSystem, join(scratch, "link", "in"));
    makeFolders(nodeFileSystem, join(scratch, "link"));
    expect(nodeFileSystem.list(join(scratch, "real"))).toEqual(["in"]);
  });
});

describe("removeTree", () => {
  it("removes links, and not what they lead to", () => {
    mkdirSync(join(scratch, "precious"));
    writeFileSync(join(scratch, "precious", "file"), "");
    mkdirSync(join(scratch, "tree", "in"), { recursive: true });
    symlinkSync(join(scratch, "precious"), join(scratch, "tree", "in", "link"));
    symlinkSync(join(scratch, "precious"), join(scratch, "link"));
    removeTree(nodeFileSystem, join(scratch, "tree"));
    removeTree(nodeFileSystem, join(scratch, "link"));
    expect(nodeFileSystem.list(scratch)).toEqual(["precious"]);
    expect(nodeFileSystem.list(join(scratch, "precious"))).toEqual(["file"]);
  });

  it("removes for good what an earlier call could not sync", () => {
    let isBroken = true;
    const { disk, files } = diskWhere(
      { file: "old" },
      {
        syncFolder: (path) => {
          if (isBroken) failing("EIO")();
          disk.syncFolder(path);
        },
      },
    );
    const path = join(ROOT, "file");
    expect(() => removeTree(files, path)).toThrow("EIO");
    isBroken = false;
    removeTree(files, path);
    expect(
      shown(
        disk.crash(() => 0),
        path,
      ),
    ).toBeUndefined();
  });

  it("does nothing where nothing is", () => {
    removeTree(nodeFileSystem, join(scratch, "none", "none"));
    removeTree(nodeFileSystem, join(scratch, "none"));
    expect(nodeFileSystem.list(scratch)).toEqual([]);
  });

  it("leaves no half of a folder at its place", () => {
    const { disk, files } = diskWhere({}, { removeFile: failing("EIO") });
    makeFolders(disk, join(ROOT, "tree"));
    for (const name of ["a", "b"])
      disk.close(disk.open(join(ROOT, "tree", name), "create"));
    expect(
      outcomeOf(() => removeTree(files, join(ROOT, "tree"))),
    ).toMatchObject({
      message: `${join(ROOT, "tree")} could not be removed: the disk reports an input/output error (EIO).`,
    });
    expect(shown(disk, join(ROOT, "tree"))).toBeUndefined();
    expect(leftovers(disk)).toHaveLength(1);
    removeLeftovers(disk, ROOT);
    expect(leftovers(disk)).toEqual([]);
  });
});

describe("removeLeftovers", () => {
  it("removes what this package has left, and nothing else", () => {
    const kept = [
      ".unfinished",
      ".unfinished-model",
      ".unfinished-model-0123456",
      ".replaced-model-01234567",
      ".removed-model-0123456g",
      "unfinished-model-01234567",
      "model",
    ];
    const gone = [".unfinished-model-01234567", ".removed-4-89abcdef"];
    const disk = diskWith({});
    for (const name of [...kept, ...gone]) disk.makeFolder(join(ROOT, name));
    removeLeftovers(disk, ROOT);
    expect(disk.list(ROOT)).toEqual(kept.toSorted());
  });

  it("does nothing where no folder is", () => {
    removeLeftovers(diskWith({}), join(ROOT, "none"));
    expect(
      outcomeOf(() => removeLeftovers(diskWith({ a: "" }), join(ROOT, "a"))),
    ).toMatchObject({ code: "ENOTDIR" });
  });
});
