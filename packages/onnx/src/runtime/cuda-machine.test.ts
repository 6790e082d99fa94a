import { readFileSync } from "node:fs";
import process from "node:process";
import { describe, expect, it } from "vitest";
import { inspectCuda, isMusl, tryLibraries } from "./cuda-machine";

describe("isMusl", () => {
  it("leaves the process's report as it was", () => {
    const before: unknown = Reflect.get(process.report, "excludeNetwork");
    expect(typeof isMusl()).toBe("boolean");
    expect(Reflect.get(process.report, "excludeNetwork")).toBe(before);
  });
});

describe.runIf(process.platform === "linux")("looking at libraries", () => {
  const maps = () => readFileSync("/proc/self/maps", "utf8");
  // Part of every glibc, and not used by Node.
  const SMALL = "libBrokenLocale.so.1";

  it("says of each whether the loader has it, in the order asked", async () => {
    const facts = await tryLibraries([SMALL, "libabsent.so.9"]);
    expect(facts.map(({ name }) => name)).toEqual([SMALL, "libabsent.so.9"]);
    expect(facts[1]?.problem).toContain("cannot open shared object file");
  });

  it("loads nothing in this process", async () => {
    if (isMusl()) return;
    expect(await tryLibraries([SMALL])).toEqual([{ name: SMALL }]);
    expect(maps()).not.toContain("libBrokenLocale");
    await inspectCuda();
    expect(maps()).not.toMatch(/libcu(da|dart|blas|dnn)/);
  });

  it("says how the process ended where it did not answer", async () => {
    const [fact] = await tryLibraries(["libc.so.6"], 1);
    expect(fact?.problem).toBe("it gave no answer within 0.001 s");
  });
});
