/** The command's side of steps that are repeated, with trainers that behave in any way. */
import { describe, expect, it } from "vitest";
import { judge } from "../errors";
import { Output } from "../output";
import type { FromTrainer, StartTrainer, TrainerEnd } from "./messages";
import { packError } from "./packed-error";
import { superviseRepetition } from "./repetition";

const STEP: FromTrainer = {
  type: "repeating",
  event: { type: "step", step: 7, to: 9, same: true },
};

/** A trainer that says something and ends in a way, or hangs until it is killed. */
function repeated(says: readonly FromTrainer[], how?: TrainerEnd) {
  const written: string[] = [];
  const asked: string[] = [];
  const [stop, kill] = [new AbortController(), new AbortController()];
  const startTrainer: StartTrainer = (job, listener) => {
    asked.push(job.type);
    for (const message of says) listener.onMessage(message);
    let end: (end: TrainerEnd) => void = () => undefined;
    return {
      stop: () => asked.push("stop"),
      kill: () => end({ exitCode: null, signal: "SIGKILL" }),
      ended: new Promise((resolve) => {
        end = resolve;
        if (how) resolve(how);
      }),
    };
  };
  const output = new Output({
    stdout: { write: () => true },
    stderr: { write: (text: string) => written.push(text) },
    stdin: (async function* () {})(),
    env: {},
    now: () => 0,
    startTrainer,
  });
  const verdict = superviseRepetition(output, {
    request: { dir: "r" },
    interrupt: { stop: stop.signal, kill: kill.signal },
    onEvent: (event) => written.push(event.type),
  }).then(
    () => undefined,
    (error: unknown) => judge(error, false),
  );
  return { verdict, asked, written, stop, kill };
}

describe("steps that another process repeats", () => {
  it("end at once on a second interrupt, exit 130, however long a step takes", async () => {
    const { verdict, asked, written, stop, kill } = repeated([STEP]);
    await Promise.resolve();
    stop.abort();
    kill.abort();
    expect(await verdict).toEqual({
      message:
        "Ended at once after step 7, so whether the steps are the same is not known.",
      exitCode: 130,
    });
    expect(asked).toEqual(["repeat", "stop"]);
    expect(written).toEqual(["step"]);
  });

  it("that crash are reported with the step", async () => {
    const end = { exitCode: null, signal: "SIGSEGV" };
    expect(await repeated([STEP], end).verdict).toEqual({
      message:
        "The process that repeats the steps crashed with SIGSEGV after step 7; the run is as it was.",
      exitCode: 1,
    });
  });

  it("that lack memory are reported as that, and any other error by its name", async () => {
    const end = { exitCode: 0, signal: null };
    const lack = packError(new Error("std::bad_alloc"));
    const short = await repeated([{ type: "error", error: lack }], end).verdict;
    expect(short?.message).toMatch(/ran out of memory before the first step;/);
    const named = Object.assign(new Error("No."), { name: "CheckpointError" });
    const error = packError(named);
    expect(await repeated([{ type: "error", error }], end).verdict).toEqual({
      message: "No.",
      exitCode: 2,
    });
  });
});
