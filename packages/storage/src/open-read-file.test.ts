import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decode, diskWhere, diskWith, ROOT } from "../test/support";
import { openReadFile } from "./open-read-file";
import { writeWholeFile } from "./write-whole-file";

const path = join(ROOT, "log");

describe("a file that is read in parts", () => {
  it("gives all that is asked for and that it had when it was opened", () => {
    const disk = diskWith({ log: "0123456789" });
    const file = openReadFile(disk, path);
    writeWholeFile(disk, path, [new Uint8Array(99)]);
    expect(file.size).toBe(10);
    expect(decode(file.read(2, 3))).toBe("234");
    expect(decode(file.read(8, 3))).toBe("89");
    expect(decode(file.read(11, 3))).toBe("");
    file.close();
  });

  it("gives it although the system reads a byte at a time", () => {
    const { disk, files } = diskWhere(
      { log: "0123456789" },
      {
        read: (handle, into, position) =>
          disk.read(handle, into.subarray(0, 1), position),
      },
    );
    expect(decode(openReadFile(files, path).read(1, 8))).toBe("12345678");
  });

  it("is there, and a file", () => {
    const disk = diskWith({});
    disk.makeFolder(join(ROOT, "folder"));
    const code = (name: string) => () => openReadFile(disk, join(ROOT, name));
    expect(code("absent")).toThrow(expect.objectContaining({ code: "ENOENT" }));
    expect(code("folder")).toThrow(
      expect.objectContaining({ name: "StorageError" }),
    );
  });
});
