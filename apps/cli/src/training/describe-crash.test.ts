import { describe, expect, it } from "vitest";
import { describeCrash, describeShortage } from "./describe-crash";

const NONE = { exitCode: null, signal: null };
const AT = { step: 37, checkpoint: 20 };
const GO_ON =
  "after step 37; trm resume r goes on from the checkpoint of step 20";
const LESS =
  " (a run with a lower training.batchSize, or a higher training.accumulationSteps, needs less memory)";

describe("a crash", () => {
  it.each([
    ["a fault", { ...NONE, signal: "SIGSEGV" }, [], "crashed with SIGSEGV", ""],
    [
      "the kernel's killer",
      { ...NONE, signal: "SIGKILL" },
      [],
      "was killed (SIGKILL), most likely because the machine ran out of memory",
      LESS,
    ],
    [
      "the heap's limit",
      { ...NONE, signal: "SIGABRT" },
      [
        "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory",
        " 1: 0xb76db1 node::Abort()",
      ],
      "reached the heap limit of Node (node --max-old-space-size raises it)",
      LESS,
    ],
    [
      "an allocation",
      { ...NONE, exitCode: 134 },
      [
        "terminate called after throwing an instance of 'std::bad_alloc'",
        "  what():  std::bad_alloc",
      ],
      "ran out of memory",
      LESS,
    ],
    [
      "a code",
      { ...NONE, exitCode: 7 },
      ["first", "last words"],
      'ended with code 7 ("last words")',
      "",
    ],
  ])("by %s is one sentence with the steps", (_, end, lines, what, more) => {
    expect(describeCrash(end, lines, AT, "r")).toBe(
      `The training process ${what} ${GO_ON}${more}`,
    );
  });

  it("says when there is nothing to go on from", () => {
    const end = { ...NONE, exitCode: 0 };
    expect(describeCrash(end, [], { step: 3 }, "r")).toBe(
      "The training process ended with code 0 after step 3; trm resume r starts again, since there is no checkpoint yet",
    );
    const problem = "spawn EAGAIN";
    expect(describeCrash({ ...NONE, problem }, [], {}, "r")).toBe(
      "The training process could not be started: spawn EAGAIN before the run was opened",
    );
  });
});

describe("an engine's error", () => {
  it("is one of memory when it says so", () => {
    const error = new Error("Non-zero status code: std::bad_alloc");
    expect(describeShortage(error, AT, "r")).toBe(
      `The training process ran out of memory ${GO_ON}${LESS}`,
    );
    expect(describeShortage(new Error("bad shape"), AT, "r")).toBeUndefined();
  });
});
