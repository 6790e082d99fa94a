import { isDiskFailure, StorageError } from "@trm/storage";
import { describe, expect, it } from "vitest";
import {
  CheckpointError,
  DamagedCheckpointError,
  RunStorageError,
  type KeptState,
} from "./errors";

const failed = (code: string): StorageError =>
  new StorageError(`The file a could not be written: why (${code}).`, {
    code,
    path: "a",
  });

describe("the errors of training", () => {
  it("have names of their own, by which a command tells them apart", () => {
    const damage = { path: "run/checkpoints/6", step: 6, reason: "it is none" };
    const error = new DamagedCheckpointError(damage);
    expect(error).toBeInstanceOf(CheckpointError);
    expect(error.name).toBe("DamagedCheckpointError");
    expect(new CheckpointError("").name).toBe("CheckpointError");
  });

  it.each<[string, KeptState, string]>([
    [
      "EACCES",
      3,
      "the checkpoint of step 3 is whole: let this user write there, then trm resume run.",
    ],
    [
      "EMFILE",
      "untouched",
      "nothing of it is lost: raise the limit of open files (ulimit -n), then trm resume run.",
    ],
    [
      "ENOENT",
      "removed",
      "its checkpoints have been removed: start it again in another folder.",
    ],
    [
      "EIO",
      "nothing",
      "it had not begun: see to the disk, then start it again.",
    ],
  ])("say what to do about %s", (code, kept, rest) => {
    const { message } = new RunStorageError("run", failed(code), kept);
    expect(message).toBe(
      `The file a could not be written: why (${code}); the run stopped, ${rest}`,
    );
  });

  it("blame the disk for what a system says, and not for refusals", () => {
    expect(isDiskFailure(failed("ENOSPC"))).toBe(true);
    expect(isDiskFailure(failed("HARD_LINK"))).toBe(false);
    expect(isDiskFailure(failed("LINK"))).toBe(false);
    expect(isDiskFailure(Object.assign(new Error("x"), { code: "EIO" }))).toBe(
      false,
    );
  });
});
