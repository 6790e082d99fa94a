/** @file The same run in processes of their own gives the same bytes. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { TINY, trm, useScratch } from "./harness";

useScratch();
const BIN = fileURLToPath(new URL("../bin/trm.js", import.meta.url));
const RUN = ["train", "--arch", "dual-ut", ...TINY];

/** What `sha256sum` prints of the tensors that a run ends with. */
const hashesOf = (dir: string): string[] =>
  ["model", "optimizer"].map((name) => {
    const bytes = readFileSync(`${dir}/checkpoints/3/${name}.safetensors`);
    return createHash("sha256").update(bytes).digest("hex");
  });

it("two processes and this one end a run with the same hashes", async () => {
  for (const dir of ["a", "b"])
    await promisify(execFile)(process.execPath, [BIN, ...RUN, "--out", dir]);
  expect((await trm([...RUN, "--out", "here"])).exitCode).toBe(0);
  expect(hashesOf("b")).toEqual(hashesOf("a"));
  expect(hashesOf("here")).toEqual(hashesOf("a"));
});
