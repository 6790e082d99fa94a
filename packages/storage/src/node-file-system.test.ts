/** @file Which system calls reach this machine: a simulated disk cannot tell that the real one is asked to sync. */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openAppendFile } from "./append-file";
import { nodeFileSystem } from "./node-file-system";
import { writeWholeFile } from "./write-whole-file";
import { writeWholeFolder } from "./write-whole-folder";

const calls = vi.hoisted((): string[] => []);

vi.mock("node:fs", async (original) => {
  const fs = await original<typeof import("node:fs")>();
  return {
    ...fs,
    fsyncSync: (handle: number) => {
      calls.push(`sync ${fs.fstatSync(handle).ino}`);
      fs.fsyncSync(handle);
    },
    renameSync: (from: string, to: string) => {
      calls.push(`rename ${fs.statSync(from).ino}`);
      fs.renameSync(from, to);
    },
  };
});

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "trm-storage-"));
  calls.length = 0;
});

afterEach(() => {
  rmSync(dir, { recursive: true });
});

const at = (...names: string[]): number => statSync(join(dir, ...names)).ino;
const text = [new TextEncoder().encode("new")];

describe("on the real file system", () => {
  it("a file is synced, renamed, and its folder synced, in that order", () => {
    writeWholeFile(nodeFileSystem, join(dir, "a"), text);
    expect(calls).toEqual([
      `sync ${at("a")}`,
      `rename ${at("a")}`,
      `sync ${at()}`,
    ]);
  });

  it("all of a folder is synced before it gets its name, which is synced then", () => {
    writeWholeFolder(nodeFileSystem, join(dir, "m"), (write) => {
      write("inner/a", text);
    });
    const renamed = calls.indexOf(`rename ${at("m")}`);
    for (const inside of [at("m", "inner", "a"), at("m", "inner"), at("m")]) {
      expect(calls).toContain(`sync ${inside}`);
      expect(calls.indexOf(`sync ${inside}`)).toBeLessThan(renamed);
    }
    expect(calls.lastIndexOf(`sync ${at()}`)).toBeGreaterThan(renamed);
  });

  it("a log is synced when it is asked to be, and so is its name", () => {
    const log = openAppendFile(nodeFileSystem, dir, "log");
    expect(calls).toContain(`sync ${at()}`);
    log.append(text[0]!);
    calls.length = 0;
    log.sync();
    log.close();
    expect(calls).toEqual([`sync ${at("log")}`]);
  });
});
