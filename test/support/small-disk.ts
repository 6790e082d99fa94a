/** @file A file system of a size of its own, for tests of what happens when it fails. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const mount = (...args: readonly string[]): void => {
  execFileSync("mount", args, { stdio: ["ignore", "ignore", "pipe"] });
};

/** A disk in memory. */
export interface SmallDisk {
  readonly path: string;
  /** Makes a folder of it read-only, for whoever opens something there from now on. */
  freeze(folder: string): void;
  /** Takes it away. */
  remove(): void;
}

/** Mounts a disk. @throws where that is not allowed */
export function mountDisk(size: string): SmallDisk {
  const path = mkdtempSync(join(tmpdir(), "trm-disk-"));
  const mounted = [path];
  try {
    mount("-t", "tmpfs", "-o", `size=${size}`, "tmpfs", path);
  } catch (error) {
    rmdirSync(path);
    throw error;
  }
  return {
    path,
    freeze: (folder) => {
      mount("--bind", folder, folder);
      mounted.unshift(folder);
      mount("-o", "remount,bind,ro", folder);
    },
    remove: () => {
      for (const place of mounted) execFileSync("umount", [place]);
      rmdirSync(path);
    },
  };
}

/** Why no disk can be mounted here; undefined where one can, which was tried. */
export function whyNoDisk(): string | undefined {
  try {
    mountDisk("64k").remove();
    return undefined;
  } catch (error) {
    return error instanceof Error
      ? error.message.trim().split("\n").at(-1)
      : String(error);
  }
}
