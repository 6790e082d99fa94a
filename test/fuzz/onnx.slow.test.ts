/** @file `npm run test:fuzz`: 200 damaged ONNX files, opened by onnxruntime in a child process with a time limit. */
import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { ROOT } from "../support/workspace.ts";
import { writeSmallFolder } from "./fuzz-readers.ts";
import { mutateBytes } from "./mutate-bytes.ts";
import { Choices } from "./random.ts";

const SCRIPT = join(ROOT, "test/fuzz/load-models.mjs");
const COUNT = 200;
const TIME_LIMIT_MS = 240_000;

const scratch = mkdtempSync(join(tmpdir(), "trm-fuzz-onnx-"));
afterAll(() => rmSync(scratch, { recursive: true }));

/** What became of one file; `loaded` is absent where the process ended in between. */
interface Outcome {
  readonly file: string;
  readonly decoded?: string;
  readonly loaded?: string;
}

it(
  "200 damaged ONNX files neither end nor hold up the process that opens them",
  { timeout: 2 * TIME_LIMIT_MS },
  async () => {
    const folder = join(scratch, "model");
    await writeSmallFolder(folder);
    const good = new Uint8Array(readFileSync(join(folder, "onnx/model.onnx")));
    mkdirSync(join(scratch, "damaged"));
    const files = Array.from({ length: COUNT }, (_, i) => {
      const path = join(scratch, "damaged", `${i}.onnx`);
      writeFileSync(path, mutateBytes(good, new Choices(i)));
      return path;
    });
    const child = spawnSync(process.execPath, [SCRIPT, ...files], {
      encoding: "utf8",
      timeout: TIME_LIMIT_MS,
      maxBuffer: 2 ** 26,
    });
    const outcomes = child.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Outcome);
    expect(
      [child.signal, child.status],
      JSON.stringify(outcomes.at(-1)),
    ).toEqual([null, 0]);
    const ends = outcomes.filter(({ decoded }) => decoded !== undefined);
    expect(ends).toHaveLength(COUNT);
    const unnamed = ends.filter(
      ({ decoded = "", loaded = "" }) =>
        !/^(opened$|OnnxFormatError: )/.test(decoded) ||
        !/^(opened$|OnnxFormatError: |RuntimeError: )/.test(loaded),
    );
    expect(unnamed).toEqual([]);
    const refused = ends.filter(({ decoded }) => decoded !== "opened");
    expect(refused.length).toBeGreaterThan(COUNT / 2);
    console.log(
      `${COUNT - refused.length} of ${COUNT} were decoded, ${ends.filter(({ loaded }) => loaded === "opened").length} opened by onnxruntime`,
    );
  },
);
