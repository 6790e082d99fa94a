import { describe, expect, it } from "vitest";
import { explainImport } from "./load-onnxruntime";

const LINUX = { platform: "linux", arch: "x64", musl: false };

describe("explainImport", () => {
  it("gives the command where the package is missing", () => {
    expect(explainImport("Cannot find package\nmore", LINUX)).toMatch(
      /\(Cannot find package\): install it with `npm install onnxruntime-node@1\.30\.0`/,
    );
  });

  it("says that there is no build for Intel Macs", () => {
    const system = { platform: "darwin", arch: "x64", musl: false };
    expect(explainImport("x", system)).toMatch(/Intel/);
    expect(explainImport("x", { ...system, arch: "arm64" })).not.toMatch(
      /Intel/,
    );
  });

  it("names an image for systems with musl", () => {
    const words = explainImport("x", { ...LINUX, musl: true });
    expect(words).toContain("node:22-bookworm-slim");
  });
});
