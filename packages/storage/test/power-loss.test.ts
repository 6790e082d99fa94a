/** @file Whatever fails at whichever operation, and whatever a power cut takes then: the old or the new, nothing else. */
import fc from "fast-check";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  makeFolders,
  removeLeftovers,
  removeTree,
  StorageError,
  writeWholeFile,
  writeWholeFolder,
  type FileSystem,
} from "../src/index";
import { countOperations, failAt, type Fault } from "../src/testing/index";
import {
  diskWith,
  encode,
  FAULTS,
  leftovers,
  outcomeOf,
  powerCuts,
  ROOT,
  shown,
} from "./support";

/** Long enough to be torn in many ways. */
const LONG = "new ".repeat(50);

/** Something that changes one place, in two parts of a file or two files of a folder. */
interface Change {
  readonly what: string;
  readonly place: string;
  /** on the disk before */
  readonly before: Readonly<Record<string, string>>;
  readonly run: (files: FileSystem, path: string) => void;
}

const fill = (write: (name: string, parts: Uint8Array[]) => void): void => {
  write("a", [encode("1")]);
  write("in/b", [encode(LONG), encode("2")]);
};

const writeFile = (files: FileSystem, path: string): void =>
  writeWholeFile(files, path, [encode(LONG), encode("end")]);

const writeFolder = (files: FileSystem, path: string): void =>
  writeWholeFolder(files, path, fill);

const CHANGES: readonly Change[] = [
  {
    what: "writeWholeFile over an old file",
    place: "file",
    before: { file: "old" },
    run: writeFile,
  },
  {
    what: "writeWholeFile where nothing was",
    place: "file",
    before: {},
    run: writeFile,
  },
  {
    what: "writeWholeFolder",
    place: "folder",
    before: {},
    run: writeFolder,
  },
  {
    what: "removeTree of a folder",
    place: "folder",
    before: {},
    run: removeTree,
  },
  {
    what: "removeTree of a file",
    place: "file",
    before: { file: "old" },
    run: removeTree,
  },
  {
    what: "makeFolders",
    place: "folder",
    before: {},
    run: makeFolders,
  },
  {
    what: "makeFolders, three of them",
    place: "a/b/c",
    before: {},
    run: makeFolders,
  },
];

const startOf = ({ what, before }: Change) => {
  const disk = diskWith(before);
  if (what === "removeTree of a folder")
    writeFolder(disk, join(ROOT, "folder"));
  return disk.settled();
};

describe.each(CHANGES)("$what", (change) => {
  const path = join(ROOT, change.place);
  const start = startOf(change);
  const before = shown(start, path);
  const finished = start.settled();
  change.run(finished, path);
  const after = shown(finished, path);

  const check = (n: number, fault: Fault): void => {
    const disk = start.settled();
    const stopped = outcomeOf(() => change.run(failAt(disk, n, fault), path));
    const allowed = stopped === undefined ? [after] : [before, after];
    const where = `operation ${n}, ${JSON.stringify(fault)}`;
    expect(allowed, where).toContain(shown(disk, path));
    if (stopped instanceof StorageError && stopped.written)
      expect(shown(disk, path), where).toBe(after);
    for (const random of powerCuts(12, n)) {
      const restarted = disk.crash(random);
      expect(allowed, where).toContain(shown(restarted, path));
      removeLeftovers(restarted, ROOT);
      expect(leftovers(restarted), where).toEqual([]);
    }
  };

  it("does something", () => {
    expect(after).not.toBe(before);
    expect(leftovers(finished)).toEqual([]);
  });

  it.each(FAULTS)("leaves the old or the new after %j", async (fault) => {
    const count = await countOperations(
      (files) => change.run(files, path),
      start.settled(),
    );
    expect(count).toBeGreaterThan(2);
    for (let n = 1; n <= count + 1; n++) check(n, fault);
  });

  it.each(FAULTS)(
    "is done for good once it returns after %j",
    async (fault) => {
      const count = await countOperations(
        (files) => change.run(files, path),
        start.settled(),
      );
      for (let n = 1; n <= count; n++) {
        const disk = start.settled();
        outcomeOf(() => change.run(failAt(disk, n, fault), path));
        if (outcomeOf(() => change.run(disk, path)) !== undefined) continue;
        for (const random of powerCuts(6, n))
          expect(shown(disk.crash(random), path), `operation ${n}`).toBe(after);
      }
    },
  );

  it("is done for good when it returns", () => {
    for (const random of powerCuts(30))
      expect(shown(finished.crash(random), path)).toBe(after);
  });
});

describe("a sequence of changes", () => {
  type Model = Map<string, ReadonlySet<string | undefined>>;
  interface Step {
    readonly place: string;
    readonly text: string | undefined;
  }

  const FILES = ["a", "b"];
  const FOLDERS = ["c", "d/e"];

  const perform = (files: FileSystem, { place, text }: Step): void => {
    const path = join(ROOT, place);
    if (text === undefined || !FILES.includes(place)) removeTree(files, path);
    if (text === undefined) return;
    if (FILES.includes(place)) writeWholeFile(files, path, [encode(text)]);
    else
      writeWholeFolder(files, path, (write) => {
        write("x", [encode(text)]);
      });
  };

  const resultOf = ({ place, text }: Step): string | undefined =>
    text === undefined || FILES.includes(place) ? text : `{x: ${text}}`;

  /** What may stand at each place, failures included. */
  const run = (files: FileSystem, steps: readonly Step[]): Model => {
    const model: Model = new Map(
      [...FILES, ...FOLDERS].map((place) => [place, new Set([undefined])]),
    );
    for (const step of steps) {
      const stopped = outcomeOf(() => perform(files, step));
      const result = resultOf(step);
      // A folder is removed before another one is written.
      const until =
        stopped === undefined ? [] : [...model.get(step.place)!, undefined];
      const kept = FILES.includes(step.place)
        ? until.filter((one) => model.get(step.place)!.has(one))
        : until;
      model.set(step.place, new Set([...kept, result]));
    }
    return model;
  };

  const step: fc.Arbitrary<Step> = fc.record({
    place: fc.constantFrom(...FILES, ...FOLDERS),
    text: fc.option(fc.string({ maxLength: 60 }), { nil: undefined }),
  });

  it("leaves at each place what was there or what was to come", () => {
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 90 }),
        fc.constantFrom(...FAULTS),
        fc.nat(),
        (steps, n, fault, seed) => {
          const disk = diskWith({});
          const model = run(failAt(disk, n, fault), steps);
          for (const random of powerCuts(6, seed)) {
            const restarted = disk.crash(random);
            for (const [place, allowed] of model)
              expect([...allowed]).toContain(
                shown(restarted, join(ROOT, place)),
              );
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});
