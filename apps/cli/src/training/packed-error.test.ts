import { describe, expect, it } from "vitest";
import { packError, unpackError } from "./packed-error";
import { judge, UsageError } from "../errors";

/** As it arrives in another process. */
const sent = (thrown: unknown): Error =>
  unpackError(structuredClone(packError(thrown)));

describe("an error from another process", () => {
  it("keeps its class by name, and is judged as it would have been there", () => {
    const error = new UsageError("--steps expects more.");
    const arrived = sent(error);
    expect(judge(arrived, false)).toEqual(judge(error, false));
    expect(judge(arrived, true).message).toContain("packed-error.test.ts");
  });

  it("keeps what the system says of a file", () => {
    const error = Object.assign(new Error("ENOSPC: no space"), {
      code: "ENOSPC",
      path: "/r",
      syscall: { of: () => 1 },
    });
    expect(judge(sent(error), false)).toEqual({
      message: "Cannot use /r: no space left on the device.",
      exitCode: 1,
    });
  });

  it("is an error, whatever was thrown", () => {
    expect(sent("why").message).toBe("Unexpected: why");
  });
});
