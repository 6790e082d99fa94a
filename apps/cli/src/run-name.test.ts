import { sep } from "node:path";
import { describe, expect, it } from "vitest";
import { defaultRunFolder } from "./run-name";

describe("defaultRunFolder", () => {
  it("names a run after what it is and when it began", () => {
    const identity = {
      arch: "dual-ut",
      task: "addition",
      length: 10,
      training: { seed: 7 },
    };
    const date = new Date(2026, 0, 2, 3, 4, 5);
    expect(defaultRunFolder(identity, date)).toBe(
      `runs${sep}dual-ut-addition-10-7-20260102-030405`,
    );
  });
});
