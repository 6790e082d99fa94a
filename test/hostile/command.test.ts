/** @file Hostile inputs through the built command: one sentence, exit 2, and nothing outside is touched. */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runTrm } from "../support/start-trm.ts";
import { COMMAND_CASES } from "./command-cases.ts";
import { writeGoodFolders } from "./good-folders.ts";
import { changes, MARK, snapshot, writePlainFiles } from "./outside.ts";

const root = mkdtempSync(join(tmpdir(), "trm-hostile-command-"));
const good = join(root, "good");
const outside = join(root, "outside");

beforeAll(async () => {
  await writeGoodFolders(good, 1);
  await writeGoodFolders(outside, MARK);
  writePlainFiles(outside);
});
afterAll(() => rmSync(root, { recursive: true }));

// Links and pipes are made, which Windows allows to nobody.
describe.skipIf(process.platform === "win32")(
  "the built command, given",
  () => {
    it.concurrent.each(COMMAND_CASES)(
      "%s, refuses it",
      { timeout: 60_000 },
      async (what, make, args, says) => {
        const dir = join(root, what.replaceAll(" ", "-"));
        mkdirSync(dir);
        make(dir, { good, outside });
        const before = [snapshot(dir, false), snapshot(outside, true)];
        const { exitCode, stdout, stderr } = await runTrm(args, dir);
        expect(stderr).toMatch(/^trm: [^\n]+[.?!]\n$/);
        expect(stderr).toMatch(says);
        expect(stderr.trimEnd()).not.toMatch(/\p{Cc}/u);
        expect(stderr).not.toContain(String(MARK));
        expect(stderr.length).toBeLessThan(600);
        expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
        const after = [snapshot(dir, false), snapshot(outside, true)];
        expect(before.flatMap((then, i) => changes(then, after[i]!))).toEqual(
          [],
        );
        expect(existsSync(join(dir, "new/run.json"))).toBe(false);
      },
    );
  },
);
