/** @file What only a run folder can have: names of checkpoints, manifests, logs and locks that are made to do harm. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Attacked } from "./json-attacks.ts";

type RunAttack = (run: string, attacked: Attacked) => void;

/** Names of the checkpoints of a run, by step. */
const checkpointsOf = (run: string): string[] =>
  readdirSync(join(run, "checkpoints"))
    .filter((name) => /^\d+$/.test(name))
    .sort((a, b) => Number(a) - Number(b));

/** The newest checkpoint of a run. */
const newest = (run: string): string =>
  join(run, "checkpoints", checkpointsOf(run).at(-1) ?? "0");

/** Makes a checkpoint's manifest say what its files are, as one would who has changed them. */
export const sealCheckpoint = (dir: string): void => {
  const path = join(dir, "manifest.json");
  if (!existsSync(path)) return;
  const manifest = JSON.parse(readFileSync(path, "utf8")) as object;
  const names = readdirSync(dir).filter((name) => name !== "manifest.json");
  const files = Object.fromEntries(
    names.map((name) => {
      const bytes = readFileSync(join(dir, name));
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      return [name, { bytes: bytes.length, sha256 }];
    }),
  );
  writeFileSync(path, JSON.stringify({ ...manifest, files }));
};

const edit = (path: string, change: (value: never) => unknown): void => {
  if (!existsSync(path)) return;
  const value = JSON.parse(readFileSync(path, "utf8")) as never;
  writeFileSync(path, JSON.stringify(change(value)));
};

const STEPS = [
  ...["1e9999", "00", "-1", "9007199254740993", "1e3", "0x10", "4.0", " 4"],
  ...["99999999999999999999999999", "٤", "4 ", "+4", "NaN", "1000000000000000"],
  ...["4.damaged", ".unfinished-4", "999999999", "007", "__proto__"],
];

const LOCKS = (outside: readonly string[]): readonly unknown[] => [
  { pid: 1 },
  { pid: -1 },
  { pid: 0 },
  { pid: 2 ** 53 },
  { pid: "1" },
  { pid: process.pid },
  { host: outside[0] },
  { host: "x".repeat(1_000_000) },
  { token: outside[0], supervisor: -1 },
  { startedAt: "\u001b[2J", supervisor: 1e308 },
  {},
];

const LINES = [
  '{"step":NaN}',
  '{"step":-1,"loss":1}',
  '{"step":1e308,"loss":1e999}',
  '{"step":9007199254740993,"loss":-0}',
  '{"step":"1","loss":"2"}',
  '{"__proto__":{"polluted":true},"step":1,"loss":1}',
  '{"step":1,"evaluation":{"__proto__":{"polluted":true},"charAcc":1e308}}',
  '{"step":1,"evaluation":{"constructor":{"prototype":{"polluted":true}}}}',
  '{"step":1,"evaluation":null}',
  '{"step":1,"evaluation":["\\u001b[2J"]}',
  '{"step":1,"loss":{"toString":null}}',
  "null",
  "[]",
  "\u0000\u0000",
  "[".repeat(100_000),
];

const appendLines = (run: string, text: string): void => {
  const path = join(run, "metrics.jsonl");
  writeFileSync(path, readFileSync(path, "utf8") + text);
};

/** The attacks by class. */
export const RUN_ATTACKS: Readonly<Record<string, RunAttack>> = {
  "a checkpoint of a name that is no step": (run, { choices }) =>
    renameSync(newest(run), join(run, "checkpoints", choices.of(STEPS))),
  "more checkpoints than steps": (run, { choices }) => {
    for (let n = choices.below(4); n >= 0; n--)
      cpSync(newest(run), join(run, "checkpoints", choices.of(STEPS)), {
        recursive: true,
      });
  },
  "a hundred thousand digits of checkpoints": (run) => {
    for (let i = 0; i < 500; i++)
      mkdirSync(join(run, "checkpoints", `${"9".repeat(200 - (i % 100))}${i}`));
  },
  "a checkpoint beyond the last step": (run, { choices }) => {
    const step = choices.of(["5", "1000000", "900000000"]);
    const dir = join(run, "checkpoints", step);
    cpSync(newest(run), dir, { recursive: true });
    edit(join(dir, "state.json"), (state: object) => ({
      ...state,
      step: Number(step),
      optimizerStep: Number(step),
    }));
    sealCheckpoint(dir);
  },
  "a manifest of files outside": (run, { choices, outside }) => {
    const path = join(newest(run), "manifest.json");
    const name = choices.of(outside);
    const entry = { bytes: 1, sha256: "0".repeat(64) };
    edit(path, (manifest: { files: object }) => ({
      ...manifest,
      files: choices.once(2)
        ? { ...manifest.files, [name]: entry }
        : { [name]: entry },
    }));
  },
  "a manifest of other sizes and hashes": (run, { choices }) => {
    const path = join(newest(run), "manifest.json");
    const size = choices.of([0, -1, 2 ** 40, 2 ** 53, 0.5, "1"]);
    const sha256 = choices.of(["", "0".repeat(64), "../../x", 1]);
    edit(path, (manifest: { files: Record<string, object> }) => {
      const name = choices.of(Object.keys(manifest.files));
      const change = choices.once(2) ? { bytes: size } : { sha256 };
      const entry = { ...manifest.files[name], ...change };
      return { ...manifest, files: { ...manifest.files, [name]: entry } };
    });
  },
  "a manifest with a file too many or too few": (run, { choices }) => {
    const dir = newest(run);
    const name = choices.of(["__proto__", "extra.bin", "run.json", "manifest"]);
    if (choices.once(2)) writeFileSync(join(dir, name), "");
    else
      edit(join(dir, "manifest.json"), (manifest: { files: object }) => ({
        ...manifest,
        files: Object.fromEntries(Object.entries(manifest.files).slice(1)),
      }));
  },
  "logs of lengths beyond all bounds": (run, { choices }) => {
    const dir = newest(run);
    const bytes = choices.of([-1, 0.5, 1e15, 2 ** 53, "0", null, 1, 1e308]);
    const session = choices.of([-1, 0, 1e9, 2 ** 53, "../../x", 1]);
    edit(join(dir, "state.json"), (state: object) => ({
      ...state,
      logs: { metrics: bytes, events: { session, bytes } },
    }));
    sealCheckpoint(dir);
  },
  "a lock of nobody": (run, { choices, outside }) =>
    writeFileSync(
      join(run, "run.lock"),
      JSON.stringify({
        ...{ pid: 1, host: "localhost", startedAt: "2026-01-01T00:00:00.000Z" },
        ...{ token: "0".repeat(32), supervisor: 1 },
        ...(choices.of(LOCKS(outside)) as object),
      }),
    ),
  "metrics of ten megabytes in a line": (run, { choices }) => {
    const long = "x".repeat(10_000_000);
    appendLines(
      run,
      choices.of([
        () => `{"step":1,"loss":1,"${long}":1}\n`,
        () => long,
        () => `${"[".repeat(10_000_000)}\n`,
      ])(),
    );
  },
  "metrics of many lines": (run) =>
    appendLines(run, '{"step":1,"loss":1}\n'.repeat(50_000)),
  "metrics that are none": (run, { choices }) => {
    const lines = Array.from({ length: 5 }, () => choices.of(LINES));
    appendLines(run, `${lines.join("\n")}${choices.of(["", "\n", "\r\n"])}`);
  },
  "events that are none": (run, { choices }) => {
    const name = choices.of([
      ...["events.tfevents", "events.tfevents.002", "events.tfevents.999"],
      ...["events.tfevents.99999999999999999999", "events.tfevents.-1"],
      ...["events.tfevents.1e9", "events.tfevents..", "events.tfevents.0x2"],
    ]);
    writeFileSync(join(run, name), Buffer.alloc(1000, 255));
  },
  "leftovers that lead out": (run, { choices, outside }) => {
    const where = choices.of([run, join(run, "checkpoints")]);
    const what = choices.of(["unfinished", "removed", "replaced"]);
    symlinkSync(outside[0]!, join(where, `.${what}-3-0123abcd`));
    const kept = join(where, `.${what}-4-0123abcd`);
    mkdirSync(kept);
    symlinkSync(outside[0]!, join(kept, "inner"));
  },
};
