import { execFileSync } from "node:child_process";
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { decode, outcomeOf } from "../test/support";
import type { FileSystem } from "./file-system";
import { nodeFileSystem } from "./node-file-system";
import { readInside } from "./read-inside";
import { readJsonInside } from "./read-json-inside";

let scratch = "";
let dir = "";
let outside = "";
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), "trm-storage-"));
  dir = join(scratch, "run");
  outside = join(scratch, "outside");
  mkdirSync(join(dir, "in", "deep"), { recursive: true });
  mkdirSync(outside);
  writeFileSync(join(dir, "in", "deep", "file"), "inside");
  writeFileSync(join(outside, "file"), "secret");
});
afterEach(() => rmSync(scratch, { recursive: true }));

const read = (name: string, files: FileSystem = nodeFileSystem) =>
  decode(readInside(files, dir, name, 100));

const refusal = (name: string, files: FileSystem = nodeFileSystem) => {
  const error = outcomeOf(() => read(name, files));
  expect(error?.message).not.toContain("\n");
  return error;
};

describe("readInside", () => {
  it("reads a file, in a folder that may be reached by a link", () => {
    expect(read("in/deep/file")).toBe("inside");
    symlinkSync(dir, join(scratch, "link"));
    dir = join(scratch, "link");
    expect(read("in/deep/file")).toBe("inside");
  });

  it("reads a file with several names", () => {
    linkSync(join(outside, "file"), join(dir, "hard"));
    expect(read("hard")).toBe("secret");
  });

  it("reads a file of just the length that is allowed, and none of more", () => {
    writeFileSync(join(dir, "long"), "x".repeat(100));
    expect(read("long")).toHaveLength(100);
    truncateSync(join(dir, "long"), 2 ** 40);
    expect(refusal("long")).toMatchObject({
      code: "TOO_LONG",
      message: `The file ${join(dir, "long")} is 1099511627776 bytes long, but a file of at most 100 bytes is expected.`,
    });
  });

  it("says that there is none", () => {
    expect(refusal("in/none")).toMatchObject({
      code: "ENOENT",
      message: `The file ${join(dir, "in", "none")} could not be read: no such file or folder (ENOENT).`,
    });
    expect(refusal("in/deep/file/more")).toMatchObject({ code: "ENOTDIR" });
  });

  it.each([
    ["a link to a file outside", () => join(outside, "file")],
    ["a link to a file inside", () => join(dir, "in", "deep", "file")],
    ["a link to nothing", () => join(outside, "none")],
    ["a link to a device", () => "/dev/zero"],
  ])("refuses %s", (_what, target) => {
    symlinkSync(target(), join(dir, "link"));
    expect(refusal("link")).toMatchObject({
      code: "LINK",
      message: `The file ${join(dir, "link")} is a link; put the file itself there.`,
    });
  });

  it("refuses links on the way, whether they leave the folder or not", () => {
    symlinkSync(outside, join(dir, "away"));
    expect(refusal("away/file")).toMatchObject({ code: "OUTSIDE" });
    symlinkSync("in", join(dir, "same"));
    expect(refusal("same/deep/file")).toMatchObject({ code: "LINK" });
    symlinkSync(".", join(dir, "in", "here"));
    expect(refusal("in/here/deep/file")).toMatchObject({ code: "LINK" });
  });

  it.each(["", ".", "..", "../outside/file", "in/../in/deep/file", "in//deep"])(
    "refuses the name %j",
    (name) => {
      expect(refusal(name)).toMatchObject({ code: "BAD_NAME" });
    },
  );

  it("refuses absolute names", () => {
    expect(refusal(join(dir, "in", "deep", "file"))).toMatchObject({
      code: "BAD_NAME",
    });
  });

  it("refuses folders, and pipes without waiting for them", () => {
    expect(refusal("in/deep")).toMatchObject({ code: "NO_FILE" });
    execFileSync("env", ["mkfifo", join(dir, "pipe")]);
    expect(refusal("pipe")).toMatchObject({
      code: "NO_FILE",
      message: `The file ${join(dir, "pipe")} is no file, but a folder, a pipe or a device.`,
    });
  });

  it("reads a file that is shorter than it said", () => {
    const files: FileSystem = {
      ...nodeFileSystem,
      statusOf: (handle) => ({ ...nodeFileSystem.statusOf(handle), size: 99 }),
    };
    expect(read("in/deep/file", files)).toBe("inside");
  });
});

describe("a folder that changes while it is read", () => {
  const away = () => join(dir, "in", "deep");
  const swapForLink = () => {
    renameSync(away(), join(scratch, "moved"));
    symlinkSync(outside, away());
  };
  const swapBack = () => {
    rmSync(away());
    renameSync(join(scratch, "moved"), away());
  };

  it("is refused when it becomes a link before the file is opened", () => {
    const files: FileSystem = {
      ...nodeFileSystem,
      open: (path, mode) => {
        swapForLink();
        return nodeFileSystem.open(path, mode);
      },
    };
    expect(refusal("in/deep/file", files)).toMatchObject({ code: "OUTSIDE" });
  });

  it("is refused when it is a link just while the file is opened", () => {
    const files: FileSystem = {
      ...nodeFileSystem,
      open: (path, mode) => {
        swapForLink();
        try {
          return nodeFileSystem.open(path, mode);
        } finally {
          swapBack();
        }
      },
    };
    expect(refusal("in/deep/file", files)).toMatchObject({ code: "LINK" });
  });

  it("is refused or read as it was when it becomes a link afterwards", () => {
    const files: FileSystem = {
      ...nodeFileSystem,
      open: (path, mode) => {
        const handle = nodeFileSystem.open(path, mode);
        swapForLink();
        return handle;
      },
    };
    expect(refusal("in/deep/file", files)).toMatchObject({ code: "OUTSIDE" });
  });

  it("gives what was opened when the file is swapped after the checks", () => {
    const files: FileSystem = {
      ...nodeFileSystem,
      read: (...given) => {
        rmSync(join(away(), "file"));
        symlinkSync(join(outside, "file"), join(away(), "file"));
        return nodeFileSystem.read(...given);
      },
    };
    expect(read("in/deep/file", files)).toBe("inside");
  });
});

describe("readJsonInside", () => {
  const readJson = (text: string | Uint8Array, mostBytes?: number) => {
    writeFileSync(join(dir, "a.json"), text);
    return readJsonInside(nodeFileSystem, dir, "a.json", mostBytes);
  };
  const nested = (depth: number) =>
    `{"a": ${"[".repeat(depth)}${"]".repeat(depth)}}`;

  it("gives an object", () => {
    expect(readJson('{"a": [{"b": null}]}')).toEqual({ a: [{ b: null }] });
    expect(readJson(nested(31))).toHaveProperty("a");
  });

  it.each([
    ["nothing", ""],
    ["half an object", '{"a": 1'],
    ["a list", "[]"],
    ["a number", "1"],
    ["null", "null"],
    ["a key __proto__", '{"__proto__": {"evil": 1}}'],
    ["a key __proto__ within", '{"a": [{"__proto__": null}]}'],
    ["a key __proto__ in disguise", '{"\\u005f_proto__": 1}'],
    ["more depth than any file has", nested(40)],
    ["depth without end", nested(100_000)],
    ["bytes that are no text", new Uint8Array([0x22, 0xff, 0x22])],
  ])("refuses %s", (_what, text) => {
    expect(outcomeOf(() => readJson(text))).toMatchObject({ code: "NO_JSON" });
  });

  it("refuses more bytes than are allowed", () => {
    expect(outcomeOf(() => readJson('{"a": 1}', 7))).toMatchObject({
      code: "TOO_LONG",
    });
    expect(outcomeOf(() => readJson(" ".repeat(2 ** 22 + 1)))).toMatchObject({
      code: "TOO_LONG",
    });
  });
});
