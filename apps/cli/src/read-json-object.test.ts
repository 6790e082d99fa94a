import { execFileSync } from "node:child_process";
import {
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readJsonObject } from "./read-json-object";

const dir = mkdtempSync(join(tmpdir(), "trm-json-"));
afterAll(() => rmSync(dir, { recursive: true }));

const file = (name: string, content: string | Uint8Array): string => {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
};
const read = (path: string) => () => readJsonObject("--config", path);

describe("readJsonObject", () => {
  it("reads a file, through a link too, with a byte order mark or without", () => {
    const path = file("c.json", '\ufeff{"a": 1}');
    symlinkSync(path, join(dir, "link.json"));
    expect(read(join(dir, "link.json"))()).toEqual({ a: 1 });
  });

  it("refuses what is no JSON object", () => {
    expect(read(file("list.json", "[1]"))).toThrow(
      /^--config expects a file with one JSON object, but .*list\.json holds something else\.$/,
    );
  });

  it("refuses a file that is missing", () => {
    expect(read(join(dir, "none"))).toThrow(
      /^--config names the file .*none, which does not exist\.$/,
    );
  });

  it("refuses a folder", () => {
    expect(read(dir)).toThrow(/which is a folder, a pipe or a device/);
  });

  it.skipIf(process.platform === "win32")(
    "refuses pipes and devices at once, instead of waiting for their end",
    () => {
      const pipe = join(dir, "pipe");
      execFileSync("env", ["mkfifo", pipe]);
      expect(read(pipe)).toThrow(/which is a folder, a pipe or a device/);
      expect(read("/dev/zero")).toThrow(
        /which is a folder, a pipe or a device/,
      );
    },
  );

  it("refuses a file that is too large, without reading it whole", () => {
    const path = file("large.json", "{}");
    truncateSync(path, 2 ** 40);
    expect(read(path)).toThrow(
      /^--config names .*large\.json, which has more than the 1048576 bytes/,
    );
  });

  it("refuses what is no text", () => {
    expect(read(file("bytes", Uint8Array.of(0x7b, 0xff, 0x7d)))).toThrow(
      /^--config names .*bytes, which is no text in UTF-8\.$/,
    );
  });
});
