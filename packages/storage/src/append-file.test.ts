import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  diskWhere,
  diskWith,
  encode,
  failing,
  FAULTS,
  outcomeOf,
  powerCuts,
  ROOT,
  shown,
} from "../test/support";
import { openAppendFile } from "./append-file";
import type { FileSystem } from "./file-system";
import { nodeFileSystem } from "./node-file-system";
import { countOperations, failAt } from "./testing/index";

const path = join(ROOT, "log");

describe("a file that grows", () => {
  it("goes on where it ended, and can be cut", () => {
    const disk = diskWith({ log: "one\n" });
    const log = openAppendFile(disk, ROOT, "log");
    expect(log.size).toBe(4);
    log.append(encode("two\n"));
    expect(log.size).toBe(8);
    log.cut(5);
    log.append(encode("!"));
    expect(log.size).toBe(6);
    log.close();
    expect(shown(disk, path)).toBe("one\nt!");
  });

  it("is made where it is absent, and its name survives a power cut", () => {
    const disk = diskWith({});
    openAppendFile(disk, ROOT, "log").close();
    for (const random of powerCuts(5))
      expect(shown(disk.crash(random), path)).toBe("");
  });

  it("is not cut to more than it has", () => {
    const log = openAppendFile(diskWith({ log: "one" }), ROOT, "log");
    expect(outcomeOf(() => log.cut(4))).toMatchObject({
      code: "TOO_SHORT",
      message: `The file ${path} has 3 bytes, but 4 of them are to be kept.`,
    });
  });

  it("loses an append that failed half-way, and only that", () => {
    let isFull = false;
    const { disk, files } = diskWhere(
      {},
      {
        write: (handle, bytes) => {
          if (isFull && bytes.byteLength < 3) failing("ENOSPC")();
          return disk.write(handle, isFull ? bytes.subarray(0, 2) : bytes);
        },
      },
    );
    const log = openAppendFile(files, ROOT, "log");
    log.append(encode("one\n"));
    isFull = true;
    expect(outcomeOf(() => log.append(encode("two\n")))).toMatchObject({
      code: "ENOSPC",
      message: `The file ${path} could not be written: no space left on the device (ENOSPC).`,
    });
    expect(shown(disk, path)).toBe("one\n");
    isFull = false;
    log.append(encode("three\n"));
    expect(shown(disk, path)).toBe("one\nthree\n");
  });

  it("removes the rest of a failed append later when it cannot at once", () => {
    let isBroken = false;
    const { disk, files } = diskWhere(
      {},
      {
        write: (handle, bytes) => {
          if (isBroken && bytes.byteLength < 3) failing("EIO")();
          return disk.write(handle, isBroken ? bytes.subarray(0, 2) : bytes);
        },
        truncate: (handle, size) => {
          if (isBroken) failing("EIO")();
          disk.truncate(handle, size);
        },
      },
    );
    const log = openAppendFile(files, ROOT, "log");
    isBroken = true;
    expect(() => log.append(encode("two\n"))).toThrow("EIO");
    expect(log.size).toBe(0);
    isBroken = false;
    log.append(encode("three\n"));
    expect(shown(disk, path)).toBe("three\n");
  });

  it("never says that it is synced after it could not be", () => {
    const disk = diskWith({});
    let isBroken = true;
    const files: FileSystem = {
      ...failAt(disk, Infinity, { crash: true }),
      sync: (handle) => {
        if (isBroken) {
          disk.loseSync(handle);
          failing("EIO")();
        }
        disk.sync(handle);
      },
    };
    const log = openAppendFile(files, ROOT, "log");
    log.append(encode("lost"));
    expect(() => log.sync()).toThrow("EIO");
    isBroken = false;
    expect(() => log.sync()).toThrow("EIO");
    expect(
      shown(
        disk.crash(() => 0),
        path,
      ),
    ).toBe("");
  });

  it.each(FAULTS)(
    "has all that was synced, whole lines or not, after %j",
    async (fault) => {
      let synced = "";
      const run = (files: FileSystem): void => {
        synced = "";
        const log = openAppendFile(files, ROOT, "log");
        for (const line of ["one\n", "two\n", "three\n"]) {
          log.append(encode(line));
          log.sync();
          synced += line;
        }
        log.close();
      };
      const count = await countOperations(run);
      for (let n = 1; n <= count; n++) {
        const disk = diskWith({});
        outcomeOf(() => run(failAt(disk, n, fault)));
        for (const random of powerCuts(8, n))
          expect(
            (shown(disk.crash(random), path) ?? "").startsWith(synced),
          ).toBe(true);
      }
    },
  );
});

describe("a file of a stranger's folder that grows", () => {
  let scratch = "";
  let dir = "";
  let outside = "";
  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), "trm-storage-"));
    dir = join(scratch, "run");
    outside = join(scratch, "outside");
    mkdirSync(dir);
    mkdirSync(outside);
    writeFileSync(join(outside, "precious"), "precious");
  });
  afterEach(() => rmSync(scratch, { recursive: true }));

  const refusal = (name: string) =>
    outcomeOf(() => openAppendFile(nodeFileSystem, dir, name).close());

  it("grows when there is nothing strange about it", () => {
    const log = openAppendFile(nodeFileSystem, dir, "log");
    log.append(encode("one"));
    log.cut(2);
    log.sync();
    log.append(encode("!"));
    log.close();
    expect(readFileSync(join(dir, "log"), "utf8")).toBe("on!");
  });

  it("is no link", () => {
    symlinkSync(join(outside, "precious"), join(dir, "log"));
    expect(refusal("log")).toMatchObject({ code: "LINK" });
  });

  it("is no link to nothing, which would be made", () => {
    symlinkSync(join(outside, "new"), join(dir, "log"));
    expect(refusal("log")).toMatchObject({ code: "LINK" });
    expect(nodeFileSystem.list(outside)).toEqual(["precious"]);
  });

  it.each(["precious", "new"])(
    "is no link to %s, also where opening follows links",
    (target) => {
      symlinkSync(join(outside, target), join(dir, "log"));
      const opened: string[] = [];
      const files: FileSystem = {
        ...nodeFileSystem,
        // As on Windows.
        open: (path, mode) => {
          opened.push(path);
          return openSync(path, mode === "append" ? "a" : "wx");
        },
      };
      expect(outcomeOf(() => openAppendFile(files, dir, "log"))).toMatchObject({
        code: "LINK",
      });
      expect(opened).toEqual([]);
      expect(nodeFileSystem.list(outside)).toEqual(["precious"]);
    },
  );

  it("is not made through a link that comes in between", () => {
    const files: FileSystem = {
      ...nodeFileSystem,
      open: (path, mode) => {
        symlinkSync(join(outside, "new"), path);
        return openSync(path, mode === "append" ? "a" : "wx");
      },
    };
    expect(outcomeOf(() => openAppendFile(files, dir, "log"))).toMatchObject({
      code: "EEXIST",
    });
    expect(nodeFileSystem.list(outside)).toEqual(["precious"]);
  });

  it("has no other name that would change with it", () => {
    linkSync(join(outside, "precious"), join(dir, "log"));
    expect(refusal("log")).toMatchObject({ code: "HARD_LINK" });
  });

  it("is not made behind a link", () => {
    symlinkSync(outside, join(dir, "logs"));
    expect(refusal("logs/log")).toMatchObject({ code: "OUTSIDE" });
    expect(nodeFileSystem.list(outside)).toEqual(["precious"]);
  });

  it("is no folder and no pipe", () => {
    mkdirSync(join(dir, "folder"));
    expect(refusal("folder")).toMatchObject({ code: "EISDIR" });
    execFileSync("env", ["mkfifo", join(dir, "pipe")]);
    expect(refusal("pipe")).toMatchObject({ code: "ENXIO" });
  });

  it("has a name inside the folder", () => {
    expect(refusal("../outside/precious")).toMatchObject({ code: "BAD_NAME" });
  });
});
