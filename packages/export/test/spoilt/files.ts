/** @file What can be wrong with the files as files: absent, of another kind, links, too long. */
import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Spoilt } from "./edits";

export const SPOILT_FILES: readonly Spoilt[] = [
  [
    "a missing file",
    (copy) => rmSync(join(copy, "tokenizer.json")),
    /has no tokenizer\.json/,
  ],
  [
    "a folder in place of a file",
    (copy) => {
      rmSync(join(copy, "model.safetensors"));
      mkdirSync(join(copy, "model.safetensors"));
    },
    /is no file/,
  ],
  [
    "a file in place of a folder",
    (copy) => {
      rmSync(join(copy, "onnx"), { recursive: true });
      writeFileSync(join(copy, "onnx"), "");
    },
    /onnx\/model\.onnx of .* could not be read: a part of its path is no folder/,
  ],
  [
    "a link in place of a file",
    (copy) => {
      rmSync(join(copy, "README.md"));
      renameSync(join(copy, "config.json"), join(copy, "README.md"));
      symlinkSync("README.md", join(copy, "config.json"));
    },
    /config\.json of .* is a link; put the file itself there/,
  ],
  [
    "a link of a folder that leaves it",
    (copy) => {
      const elsewhere = `${copy}-onnx`;
      renameSync(join(copy, "onnx"), elsewhere);
      symlinkSync(elsewhere, join(copy, "onnx"));
    },
    /onnx\/model\.onnx of .* lies behind a link that leaves the folder/,
  ],
  [
    "a pipe that nobody writes to",
    (copy) => {
      rmSync(join(copy, "config.json"));
      execFileSync("env", ["mkfifo", join(copy, "config.json")]);
    },
    /config\.json of .* is no file/,
  ],
  [
    "a file longer than any such file",
    (copy) => truncateSync(join(copy, "tokenizer.json"), 2 ** 22 + 1),
    /tokenizer\.json of .* is 4194305 bytes long/,
  ],
];
