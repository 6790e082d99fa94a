/** @file What works on the simulated disk works on a real one, and what fails fails alike. */
import fc from "fast-check";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { codeOf } from "../error-words";
import type { FileSystem } from "../file-system";
import { nodeFileSystem } from "../node-file-system";
import { createSimulatedDisk } from "./simulated-disk";

const scratch = mkdtempSync(join(tmpdir(), "trm-storage-"));
afterAll(() => rmSync(scratch, { recursive: true }));
let count = 0;

/** Something done in a folder; what it gives is comparable. */
type Step = (files: FileSystem, dir: string) => unknown;

/** Few names, so that they meet. */
const path = fc
  .array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join("/"));
const mode = fc.constantFrom("read", "create", "append" as const);
const bytes = fc.uint8Array({ maxLength: 5 });

const withOpen = (
  files: FileSystem,
  at: string,
  how: "read" | "create" | "append",
  use: (handle: number) => unknown,
): unknown => {
  const handle = files.open(at, how);
  try {
    return use(handle);
  } finally {
    files.close(handle);
  }
};

const readAll = (files: FileSystem, handle: number): unknown => {
  const into = new Uint8Array(40);
  const done = files.read(handle, into, 1);
  return [...into.subarray(0, done)];
};

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(path, mode, bytes).map(
    ([at, how, more]): Step =>
      (files, dir) =>
        withOpen(files, join(dir, at), how, (handle) => {
          const { kind } = files.statusOf(handle);
          // Only Linux lets anybody write to what it does not let them read.
          if (how === "read" && kind === "folder") return kind;
          return how === "read"
            ? readAll(files, handle)
            : files.write(handle, more);
        }),
  ),
  fc.tuple(path, fc.nat(8)).map(
    ([at, size]): Step =>
      (files, dir) =>
        withOpen(files, join(dir, at), "append", (handle) => {
          files.truncate(handle, size);
          files.sync(handle);
          return files.statusOf(handle).size;
        }),
  ),
  fc.tuple(path, path).map(
    ([from, to]): Step =>
      (files, dir) =>
        files.rename(join(dir, from), join(dir, to)),
  ),
  path.map(
    (at): Step =>
      (files, dir) =>
        files.realPath(join(dir, at)).slice(dir.length),
  ),
  path.map((at): Step => (files, dir) => {
    const status = files.status(join(dir, at));
    if (status?.kind !== "file") return status?.kind;
    return { ...status, id: "", modifiedMs: 0 };
  }),
  ...(
    ["makeFolder", "removeFile", "removeFolder", "list", "syncFolder"] as const
  ).map((operation) =>
    path.map(
      (at): Step =>
        (files, dir) =>
          files[operation](join(dir, at)),
    ),
  ),
  path.map(
    (at): Step =>
      (files, dir) =>
        files.touch(join(dir, at)),
  ),
);

const outcome = (run: Step, files: FileSystem, dir: string): unknown => {
  try {
    return run(files, dir);
  } catch (error) {
    return codeOf(error) ?? error;
  }
};

describe("the simulated disk", () => {
  // Other systems have other codes for the same refusals.
  it.skipIf(process.platform !== "linux")(
    "answers as the real file system does",
    () => {
      fc.assert(
        fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
          const dir = join(scratch, String(count++));
          nodeFileSystem.makeFolder(dir);
          const disk = createSimulatedDisk();
          let made = "";
          for (const part of dir.split(sep).slice(1))
            disk.makeFolder((made += sep + part));
          for (const run of steps)
            expect(outcome(run, disk, dir)).toEqual(
              outcome(run, nodeFileSystem, dir),
            );
        }),
        { numRuns: 300 },
      );
    },
  );
});
