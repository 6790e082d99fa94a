import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  diskWhere,
  encode,
  failing,
  leftovers,
  outcomeOf,
  ROOT,
  shown,
} from "../test/support";
import { StorageError } from "./errors";
import { writeWholeFile, writeWholeJson } from "./write-whole-file";

const OLD = { file: "old" };
const path = join(ROOT, "file");

describe("writeWholeFile", () => {
  it("joins its parts", () => {
    const { files } = diskWhere(OLD, {});
    writeWholeFile(files, path, [encode("a"), encode(""), encode("bc")]);
    expect(shown(files, path)).toBe("abc");
  });

  it("goes on after a write that took only a part", () => {
    const { disk, files } = diskWhere(OLD, {
      write: (handle, bytes) => disk.write(handle, bytes.subarray(0, 1)),
    });
    writeWholeFile(files, path, [encode("abc"), encode("de")]);
    expect(shown(disk, path)).toBe("abcde");
  });

  it.each([
    ["write", "ENOSPC", "no space left on the device (ENOSPC)"],
    ["open", "EROFS", "the file system is read-only (EROFS)"],
    ["sync", "EIO", "the disk reports an input/output error (EIO)"],
    ["close", "EIO", "the disk reports an input/output error (EIO)"],
    [
      "rename",
      "EXDEV",
      "it lies on another file system than its new name (EXDEV)",
    ],
    ["open", "EACCES", "its permissions do not allow that (EACCES)"],
    ["write", "EDQUOT", "your quota of disk space is used up (EDQUOT)"],
    ["open", "EMFILE", "this process has too many files open (EMFILE)"],
    ["open", "ENAMETOOLONG", "the name is too long (ENAMETOOLONG)"],
    ["write", "ENEW", "ENEW"],
  ] as const)(
    "says why %s fails with %s, keeps the old file and leaves nothing else",
    (operation, code, words) => {
      const { disk, files } = diskWhere(OLD, { [operation]: failing(code) });
      const error = outcomeOf(() => writeWholeFile(files, path, [encode("n")]));
      expect(error).toBeInstanceOf(StorageError);
      expect(error).toMatchObject({
        message: `The file ${path} could not be written: ${words}.`,
        code,
        path,
        written: false,
        cause: { code },
      });
      expect(shown(disk, path)).toBe("old");
      expect(leftovers(disk)).toEqual([]);
    },
  );

  it("says that a file is there which may not survive a power cut", () => {
    const { disk, files } = diskWhere(OLD, { syncFolder: failing("EIO") });
    const error = outcomeOf(() => writeWholeFile(files, path, [encode("new")]));
    expect(error).toMatchObject({
      message: `The file ${path} was written, but is not known to be durable: the disk reports an input/output error (EIO).`,
      written: true,
    });
    expect(shown(disk, path)).toBe("new");
  });

  it("says what went wrong first when cleaning up fails too", () => {
    const { disk, files } = diskWhere(OLD, {
      write: failing("EIO"),
      removeFile: failing("EROFS"),
    });
    expect(() => writeWholeFile(files, path, [encode("n")])).toThrow("(EIO)");
    expect(leftovers(disk)).toHaveLength(1);
  });

  it("says what went wrong first when closing fails too", () => {
    const { files } = diskWhere(OLD, {
      write: failing("ENOSPC"),
      close: failing("EIO"),
    });
    expect(() => writeWholeFile(files, path, [encode("n")])).toThrow("ENOSPC");
  });

  it("gives up where a write takes nothing", () => {
    const { disk, files } = diskWhere(OLD, { write: () => 0 });
    expect(() => writeWholeFile(files, path, [encode("n")])).toThrow("(EIO)");
    expect(shown(disk, path)).toBe("old");
  });

  it("passes on what its parts throw, and cleans up", () => {
    const { disk, files } = diskWhere(OLD, {});
    const parts = function* () {
      yield encode("new");
      throw new TypeError("no more");
    };
    expect(() => writeWholeFile(files, path, parts())).toThrow(TypeError);
    expect(shown(disk, path)).toBe("old");
    expect(leftovers(disk)).toEqual([]);
  });
});

describe("writeWholeJson", () => {
  it("writes indented JSON with a newline at its end", () => {
    const { files } = diskWhere(OLD, {});
    writeWholeJson(files, path, { a: [1] });
    expect(shown(files, path)).toBe('{\n  "a": [\n    1\n  ]\n}\n');
  });
});
