import { describe, expect, it } from "vitest";
import * as evaluation from "@trm/eval";
import * as metrics from "@trm/eval/metrics";
import * as experiments from "@trm/experiments";
import * as reporting from "@trm/experiments/report";
import * as exporting from "@trm/export";
import * as models from "@trm/models";
import * as onnx from "@trm/onnx";
import * as runtime from "@trm/onnx/runtime";
import * as storage from "@trm/storage";
import * as tasks from "@trm/tasks";
import * as train from "@trm/train";
import * as own from "./errors";
import {
  BROKEN_CLAIMS,
  FAILURES,
  HOPELESS,
  HopelessError,
  INTERRUPTIONS,
  InterruptedError,
  judge,
  RunFailedError,
  USER_ERRORS,
  UsageError,
} from "./errors";

const named = (name: string, message: string): Error =>
  Object.assign(new Error(message), { name });

describe("judge", () => {
  it("refuses input with exit 2 and the sentence alone", () => {
    expect(judge(new UsageError("--steps expects more."), false)).toEqual({
      message: "--steps expects more.",
      exitCode: 2,
    });
  });

  it.each([
    "ConfigError",
    "UnknownTaskError",
    "UnknownArchitectureError",
    "DeviceError",
    "RunFolderError",
    "CheckpointError",
  ])("treats a package's %s as the user's input", (name) => {
    expect(judge(named(name, "Not\n  good."), false)).toEqual({
      message: "Not good.",
      exitCode: 2,
    });
  });

  it("shows what cannot be seen of a name from a file", () => {
    const hidden = named("ConfigError", 'Unknown key "\u001b[2J\u009b\u202e".');
    expect(judge(hidden, false).message).toBe(
      'Unknown key "\\u001b[2J\\u009b\\u202e".',
    );
  });

  it.each([
    ["LINK", 2],
    ["HARD_LINK", 2],
    ["TOO_LONG", 2],
    ["ENOTDIR", 2],
    ["EEXIST", 2],
    ["ENOSPC", 1],
    ["EIO", 1],
  ])("tells a file that is refused from a failing disk: %s", (code, exit) => {
    const error = Object.assign(named("StorageError", "No."), { code });
    expect(judge(error, false).exitCode).toBe(exit);
  });

  it("fails with exit 1 when a run went wrong on the way", () => {
    const nan = named("NonFiniteLossError", "Step 3 gave loss NaN.");
    expect(judge(nan, false).exitCode).toBe(1);
    expect(judge(new RunFailedError("No."), false).exitCode).toBe(1);
  });

  it("says with exit 3 that a claim does not hold", () => {
    const broken = named("ParityError", "The ONNX model disagrees");
    expect(judge(broken, false)).toEqual({
      message: "The ONNX model disagrees.",
      exitCode: 3,
    });
  });

  it("exits 130 when the user ended it", () => {
    const stopped = new InterruptedError("Ended at once");
    expect(judge(stopped, false).exitCode).toBe(130);
  });

  it("points from an unexpected error to TRM_DEBUG, and shows the stack there", () => {
    const bug = new TypeError("x is undefined");
    expect(judge(bug, false)).toEqual({
      message: "x is undefined (unexpected; set TRM_DEBUG=1 for the stack)",
      exitCode: 1,
    });
    expect(judge(bug, true).message).toContain("errors.test.ts");
  });

  it("explains an operating system error with the path it happened at", () => {
    const denied = Object.assign(new Error("EACCES: ..."), {
      code: "EACCES",
      path: "/runs/a",
    });
    expect(judge(denied, false)).toEqual({
      message: "Cannot use /runs/a: permission denied.",
      exitCode: 2,
    });
  });

  it("makes one sentence of commander's two lines", () => {
    const error = Object.assign(
      new Error("error: unknown option '--stepz'\n(Did you mean --steps?)"),
      { code: "commander.unknownOption", exitCode: 1 },
    );
    expect(judge(error, false)).toEqual({
      message: "Unknown option '--stepz'; did you mean --steps?",
      exitCode: 2,
    });
  });
});

describe("judge of a cluster's task", () => {
  it("ends with 42 where another attempt would fail, too", () => {
    const error = new HopelessError("The plan is none.");
    expect(judge(error, false)).toEqual({
      message: "The plan is none.",
      exitCode: 42,
    });
  });
});

describe("the lists of error classes", () => {
  const modules = [
    own,
    tasks,
    models,
    onnx,
    runtime,
    evaluation,
    metrics,
    experiments,
    reporting,
    exporting,
    train,
    storage,
  ];
  const exported = new Set(
    modules.flatMap((module) =>
      Object.entries(module as Record<string, unknown>)
        .filter(
          ([, value]) =>
            typeof value === "function" && value.prototype instanceof Error,
        )
        .map(([name]) => name),
    ),
  );

  it("hold every class that a package exports, each in exactly one of them", () => {
    const listed = [
      ...[...USER_ERRORS, ...FAILURES],
      ...[...BROKEN_CLAIMS, ...INTERRUPTIONS, ...HOPELESS],
    ];
    const times = (name: string) => listed.filter((n) => n === name).length;
    expect(exported).toContain("ShapeError");
    expect([...exported].filter((name) => times(name) !== 1)).toEqual([]);
  });
});
