/** @file Hostile inputs for the built command. */
import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import suite from "../../suites/quickstart.json" with { type: "json" };
import { configOf } from "./good-folders.ts";
import type { Ground } from "./inputs.ts";
import { sealCheckpoint } from "./run-attacks.ts";

/** Makes an input in an empty folder. */
type Make = (dir: string, ground: Ground) => void;

/** What is given, how it is made, the command line, and words of the refusal. */
export type CommandCase = readonly [
  what: string,
  make: Make,
  args: readonly string[],
  says: RegExp,
];

/** A copy of a good folder, called by its kind, with something done to it. */
const spoilt =
  (kind: "run" | "model" | "reference", spoil: Make): Make =>
  (dir, ground) => {
    cpSync(join(ground.good, kind), join(dir, kind), { recursive: true });
    spoil(join(dir, kind), ground);
  };

const file =
  (text: string | Uint8Array): Make =>
  (dir) =>
    writeFileSync(join(dir, "c.json"), text);

const config = (changed: object): Make =>
  file(JSON.stringify({ ...configOf(1), ...changed }));

/** Puts a link to the same place outside where something is. */
const linked =
  (kind: "run" | "model", name: string): Make =>
  (dir, { outside }) => {
    rmSync(join(dir, name), { recursive: true });
    symlinkSync(join(outside, kind, name), join(dir, name));
  };

const pipe =
  (name: string): Make =>
  (dir) => {
    rmSync(join(dir, name), { force: true });
    execFileSync("mkfifo", [join(dir, name)]);
  };

const inCheckpoints =
  (change: Make): Make =>
  (run, ground) => {
    for (const step of readdirSync(join(run, "checkpoints")))
      change(join(run, "checkpoints", step), ground);
  };

const editJson = (path: string, change: (text: string) => string): void =>
  writeFileSync(path, change(readFileSync(path, "utf8")));

const onlyCheckpoint900M: Make = (run) => {
  const checkpoints = join(run, "checkpoints");
  const [first = "", ...others] = readdirSync(checkpoints);
  for (const other of others)
    rmSync(join(checkpoints, other), { recursive: true });
  const dir = join(checkpoints, "900000000");
  renameSync(join(checkpoints, first), dir);
  editJson(join(dir, "state.json"), (text) =>
    text.replace(/"step": ?\d+/, '"step":900000000'),
  );
  sealCheckpoint(dir);
};

const TRAIN = ["train", "--config", "c.json", "--out", "new"];
const IMPORT = ["import", "reference/model.safetensors"];
const OUT = ["--out", "new"];

/** Input that is no folder of ours. */
const fileCases: readonly CommandCase[] = [
  [
    "a configuration with a prototype's key",
    file('{"__proto__":{"arch":"ut"},"task":"copy"}'),
    TRAIN,
    /__proto__/,
  ],
  [
    "a task that is a path",
    config({ task: "../../outside/run" }),
    TRAIN,
    /task/,
  ],
  [
    "more steps than there are",
    config({ training: { steps: 1e308 } }),
    TRAIN,
    /training\.steps/,
  ],
  [
    "nesting without end",
    file("[".repeat(100_000) + "]".repeat(100_000)),
    TRAIN,
    /c\.json/,
  ],
  [
    "a key that clears the screen",
    config({ "\u001b[2J\u009b": 1 }),
    TRAIN,
    /\\u001b\[2J/,
  ],
  [
    "text that is none",
    file(Buffer.from('{"arch":"\xff"}', "latin1")),
    TRAIN,
    /UTF-8/,
  ],
  ["a pipe as a configuration", pipe("c.json"), TRAIN, /c\.json/],
  [
    "a configuration of a terabyte",
    (dir) => {
      writeFileSync(join(dir, "c.json"), "{");
      truncateSync(join(dir, "c.json"), 2 ** 40);
    },
    TRAIN,
    /c\.json/,
  ],
  [
    "a suite whose name is a path",
    file(JSON.stringify({ ...suite, name: "../../outside/empty/x" })),
    ["sweep", "run", "c.json"],
    /name/,
  ],
];

/** Run folders. */
const runCases: readonly CommandCase[] = [
  [
    "a log that is a link",
    spoilt("run", linked("run", "metrics.jsonl")),
    ["resume", "run"],
    /metrics\.jsonl/,
  ],
  [
    "a log that is a file outside as well",
    spoilt("run", (run, { outside }) => {
      rmSync(join(run, "metrics.jsonl"));
      linkSync(join(outside, "run/metrics.jsonl"), join(run, "metrics.jsonl"));
    }),
    ["resume", "run"],
    /metrics\.jsonl.* names/,
  ],
  [
    "checkpoints behind a link",
    spoilt("run", linked("run", "checkpoints")),
    ["resume", "run"],
    /checkpoints/,
  ],
  [
    "a lock that is a pipe",
    spoilt("run", pipe("run.lock")),
    ["resume", "run"],
    /run\.lock/,
  ],
  [
    "a record that is a link",
    spoilt("run", linked("run", "run.json")),
    ["eval", "run"],
    /run\.json/,
  ],
  [
    "weights that are links to good ones",
    spoilt(
      "run",
      inCheckpoints((dir, { outside }) => {
        rmSync(join(dir, "ema.safetensors"));
        const other = readdirSync(join(outside, "run/checkpoints"))[0]!;
        symlinkSync(
          join(outside, "run/checkpoints", other, "ema.safetensors"),
          join(dir, "ema.safetensors"),
        );
      }),
    ),
    ["eval", "run"],
    /ema\.safetensors/,
  ],
  [
    "a manifest of files outside",
    spoilt(
      "run",
      inCheckpoints((dir) => {
        editJson(join(dir, "manifest.json"), (text) =>
          text.replace(
            '"model.safetensors"',
            '"../../../outside/run/model.safetensors"',
          ),
        );
      }),
    ),
    ["export", "run", ...OUT],
    /manifest\.json/,
  ],
  [
    "a model of more channels than memory",
    spoilt("run", (run) => {
      editJson(join(run, "run.json"), (text) =>
        text.replace(/"nEmbd": ?\d+/g, '"nEmbd": 2147483648'),
      );
    }),
    ["generate", "run", "1|"],
    /nEmbd/,
  ],
  [
    "a checkpoint beyond the last step",
    spoilt("run", onlyCheckpoint900M),
    ["verify-run", "run", "--to", "900000000"],
    /5 steps/,
  ],
  [
    "a record that is a pipe",
    spoilt("run", pipe("run.json")),
    ["runs", "show", "run"],
    /run\.json/,
  ],
];

/** Model folders, places to write them, and weights to import. */
const modelCases: readonly CommandCase[] = [
  [
    "a model folder whose configuration is a link",
    spoilt("model", linked("model", "config.json")),
    ["eval", "model"],
    /config\.json/,
  ],
  [
    "a model folder with a folder behind a link",
    spoilt("model", linked("model", "onnx")),
    ["generate", "model", "1|"],
    /onnx/,
  ],
  [
    "a folder to be replaced that holds a link",
    (dir, ground) => {
      spoilt("run", () => {})(dir, ground);
      mkdirSync(join(dir, "new"));
      symlinkSync(ground.outside, join(dir, "new/onnx"));
    },
    ["export", "run", ...OUT, "--force"],
    /onnx/,
  ],
  [
    "a header longer than its file",
    spoilt("reference", (dir) => {
      const path = join(dir, "model.safetensors");
      const bytes = readFileSync(path);
      bytes.writeBigUInt64LE(2n ** 53n);
      writeFileSync(path, bytes);
    }),
    [...IMPORT, "--config", "reference/config.json", ...OUT],
    /header/,
  ],
  [
    "a state dict with more behind its end",
    spoilt("reference", (dir) => {
      appendFileSync(join(dir, "model.safetensors"), Buffer.alloc(9));
    }),
    [...IMPORT, "--config", "reference/config.json", ...OUT],
    /bytes of data/,
  ],
];

/** At least one of every class of attack. */
export const COMMAND_CASES: readonly CommandCase[] = [
  ...fileCases,
  ...runCases,
  ...modelCases,
];
