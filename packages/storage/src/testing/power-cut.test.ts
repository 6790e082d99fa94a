/** @file What a power cut takes from the simulated disk, and what it cannot take. */
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { FileSystem } from "../file-system";
import { countOperations, failAt, SimulatedCrash } from "./faults";
import { seededRandom } from "./seeded-random";
import { createSimulatedDisk, type SimulatedDisk } from "./simulated-disk";

const ROOT = resolve("/");
const at = (name: string): string => join(ROOT, name);

const read = (files: FileSystem, name: string): string | undefined => {
  if (files.status(at(name)) === undefined) return undefined;
  const handle = files.open(at(name), "read");
  const into = new Uint8Array(100);
  const text = String.fromCharCode(
    ...into.subarray(0, files.read(handle, into, 0)),
  );
  files.close(handle);
  return text;
};

const write = (
  files: FileSystem,
  name: string,
  texts: readonly string[],
): number => {
  const handle = files.open(at(name), "append");
  for (const text of texts) files.write(handle, new TextEncoder().encode(text));
  return handle;
};

/** Everything that 300 power cuts leave of a file. */
const fatesOf = (disk: SimulatedDisk, name: string): Set<string | undefined> =>
  new Set(
    Array.from({ length: 300 }, (_, seed) =>
      read(disk.crash(seededRandom(seed)), name),
    ),
  );

describe("after a power cut", () => {
  it("a file whose name was not synced is there or not, whatever its bytes", () => {
    const disk = createSimulatedDisk();
    disk.sync(write(disk, "a", ["ab"]));
    expect(fatesOf(disk, "a")).toEqual(new Set([undefined, "ab"]));
  });

  it("bytes that were not synced are there, torn, zeros, or absent, each write alone", () => {
    const disk = createSimulatedDisk();
    write(disk, "a", ["ab", "c"]);
    disk.syncFolder(ROOT);
    const fates = fatesOf(disk, "a");
    for (const fate of ["", "a", "ab", "abc", "\0\0", "\0\0c", "\0b", "ab\0"])
      expect(fates).toContain(fate);
  });

  it("what was synced is there", () => {
    const disk = createSimulatedDisk();
    disk.sync(write(disk, "a", ["ab", "c"]));
    disk.syncFolder(ROOT);
    write(disk, "a", ["d"]);
    for (const fate of fatesOf(disk, "a")) expect(fate).toMatch(/^abc/);
  });

  it("a rename is whole or not at all, also between folders", () => {
    const disk = createSimulatedDisk();
    disk.makeFolder(at("in"));
    disk.sync(write(disk, "a", ["new"]));
    disk.sync(write(disk, "b", ["old"]));
    disk.syncFolder(ROOT);
    disk.rename(at("a"), at("b"));
    disk.rename(at("b"), at("in/c"));
    const fates = new Set(
      Array.from({ length: 100 }, (_, seed) => {
        const after = disk.crash(seededRandom(seed));
        return ["a", "b", "in/c"].map((name) => read(after, name)).join();
      }),
    );
    // The last: the second rename came through, and the first did not.
    expect(fates).toEqual(new Set(["new,old,", ",new,", ",,new", "new,,new"]));
    disk.syncFolder(at("in"));
    expect(
      read(
        disk.crash(() => 0),
        "in/c",
      ),
    ).toBe("new");
  });

  it("a synced folder brings from others what a rename ties to it, and no more", () => {
    const disk = createSimulatedDisk();
    for (const name of ["from", "to"]) disk.makeFolder(at(name));
    for (const name of ["from/a", "to/b", "to/c"])
      disk.sync(write(disk, name, ["old"]));
    for (const name of ["", "from", "to"]) disk.syncFolder(at(name));
    disk.sync(write(disk, "to/d", ["new"]));
    disk.rename(at("to/b"), at("to/c"));
    disk.rename(at("from/a"), at("to/c"));
    disk.syncFolder(at("from"));
    const after = disk.crash(() => 0);
    expect(after.list(at("from"))).toEqual([]);
    expect(after.list(at("to"))).toEqual(["b", "c"]);
    // What came before the rename does not come after it.
    disk.syncFolder(at("to"));
    expect(disk.crash(() => 0).list(at("to"))).toEqual(["c", "d"]);
    for (const fate of fatesOf(disk, "to/c")) expect(fate).toBe("old");
    expect(disk.crash(() => 0).status(at("to/c"))?.links).toBe(1);
  });

  it("a change of a name never undoes a later one that was synced", () => {
    const disk = createSimulatedDisk();
    for (const name of ["in", "out"]) disk.makeFolder(at(name));
    disk.sync(write(disk, "in/a", ["first"]));
    disk.sync(write(disk, "out/a", ["second"]));
    for (const name of ["", "out"]) disk.syncFolder(at(name));
    disk.rename(at("out/a"), at("in/a"));
    disk.syncFolder(at("out"));
    expect(fatesOf(disk, "in/a")).toEqual(new Set(["second"]));
  });

  it("a failed sync has lost its bytes, also for the next one", () => {
    const disk = createSimulatedDisk();
    const handle = write(disk, "a", ["ab"]);
    disk.syncFolder(ROOT);
    disk.loseSync(handle);
    disk.sync(handle);
    expect(read(disk, "a")).toBe("ab");
    expect(
      read(
        disk.crash(() => 0),
        "a",
      ),
    ).toBe("");
    expect(fatesOf(disk, "a")).toContain("ab");
  });

  it("the disk itself goes on, and the other one does not see it", () => {
    const disk = createSimulatedDisk();
    const handle = write(disk, "a", ["ab"]);
    const other = disk.settled();
    disk.write(handle, new Uint8Array([99]));
    expect(
      read(
        disk.crash(() => 0),
        "a",
      ),
    ).toBeUndefined();
    expect(read(disk, "a")).toBe("abc");
    expect(read(other, "a")).toBe("ab");
    expect(() => other.sync(handle)).toThrow("EBADF");
  });
});

describe("failAt", () => {
  const run = (files: FileSystem): void => {
    const handle = write(files, "a", ["abcd", "ef"]);
    files.sync(handle);
    files.close(handle);
    files.syncFolder(ROOT);
  };

  it("counts every operation", async () => {
    expect(await countOperations(run)).toBe(6);
  });

  it("kills the program at the operation, for good", () => {
    const disk = createSimulatedDisk();
    const files = failAt(disk, 3, { crash: true });
    expect(() => run(files)).toThrow(SimulatedCrash);
    expect(() => files.status(ROOT)).toThrow(SimulatedCrash);
    expect(read(disk, "a")).toBe("abcd");
  });

  it("fails once, or from then on where the error can last", () => {
    for (const persists of [false, true]) {
      const disk = createSimulatedDisk();
      const files = failAt(disk, 2, { error: "ENOSPC", persists });
      expect(() => run(files)).toThrow("ENOSPC");
      expect(read(files, "a")).toBe("");
      if (persists) expect(() => write(files, "b", [])).toThrow("ENOSPC");
      else expect(write(files, "b", [])).toBeGreaterThan(0);
    }
  });

  it("kills the program in the middle of a write, which the next one sees", () => {
    const disk = createSimulatedDisk();
    const files = failAt(disk, 2, { crash: true, short: true });
    expect(() => run(files)).toThrow(SimulatedCrash);
    expect(read(disk, "a")).toBe("ab");
    expect(() => files.status(ROOT)).toThrow(SimulatedCrash);
  });

  it("fails to say that a change of names is done", () => {
    const steps: readonly ((files: FileSystem) => void)[] = [
      (files) => files.makeFolder(at("b")),
      (files) => files.rename(at("a"), at("c")),
      (files) => files.removeFile(at("c")),
    ];
    const disk = createSimulatedDisk();
    disk.close(write(disk, "a", []));
    for (const [index, expected] of [["a", "b"], ["b", "c"], ["b"]].entries()) {
      const files = failAt(disk, 1, { error: "EIO", done: true });
      expect(() => steps[index]?.(files)).toThrow("EIO");
      expect(disk.list(ROOT)).toEqual(expected);
    }
    const files = failAt(disk, 1, { error: "EIO", done: true });
    expect(() => files.open(at("d"), "create")).toThrow("EIO");
    expect(disk.list(ROOT)).toEqual(["b"]);
  });

  it("takes half of a write before it fails", () => {
    const disk = createSimulatedDisk();
    const files = failAt(disk, 2, { error: "ENOSPC", short: true });
    expect(() => run(files)).toThrow("ENOSPC");
    expect(read(disk, "a")).toBe("ab");
    expect(files.operations).toBe(3);
  });
});
