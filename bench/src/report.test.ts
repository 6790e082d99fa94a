import { describe, expect, it } from "vitest";
import {
  fastestOfEach,
  formatJson,
  formatReport,
  type Measured,
  type Report,
} from "./report";
import { summarize } from "./statistics";

const run = (name: string, setting: string, ms: number): Measured => ({
  name,
  setting,
  ...summarize([ms]),
});
const OURS = run("ours", "", 10);
const SLOW = run("PyTorch, eager", "batch 1", 30);
const FAST = run("PyTorch, eager", "batch 2", 15);

const REPORT: Report = {
  title: "One step",
  unit: "ms",
  settings: { arch: "dense", width: 64 },
  parameters: 1234567,
  agreement: ["first losses: 2.6, 2.5"],
  runs: [OURS, SLOW, FAST],
  ours: OURS,
  peers: [FAST],
  unavailable: [{ name: "PyTorch, torch.compile", reason: "unavailable: x" }],
  machine: { cpu: "A processor", cores: 2, platform: "linux x64" },
  versions: { node: "20.19.0" },
};

describe("fastestOfEach", () => {
  it("keeps the setting with the smallest median of each name", () => {
    expect(fastestOfEach([OURS, SLOW, FAST])).toEqual([OURS, FAST]);
    expect(fastestOfEach([FAST, SLOW, OURS])).toEqual([FAST, OURS]);
  });
});

describe("formatReport", () => {
  const lines = formatReport(REPORT).split("\n");

  it("says how many times as fast ours is beside each peer's fastest setting", () => {
    expect(lines).toContain(
      "PyTorch, eager, batch 2      15.00  15.00  15.00  1  1.50x as fast",
    );
    expect(lines).toContain(
      "PyTorch, eager, batch 1      30.00  30.00  30.00  1",
    );
  });

  it("says what could not be measured and why", () => {
    expect(lines).toContain("PyTorch, torch.compile: unavailable: x");
  });

  it("states parameters, machine, versions and agreement", () => {
    expect(lines).toContain("  1,234,567 parameters in each");
    expect(lines).toContain("  A processor, 2 cores, linux x64");
    expect(lines).toContain("  node 20.19.0");
    expect(lines).toContain("  first losses: 2.6, 2.5");
  });
});

describe("formatJson", () => {
  it("is one value with a median for ours and every peer", () => {
    expect(JSON.parse(formatJson(REPORT))).toMatchObject({
      ours: { medianMs: 10 },
      peers: [{ name: "PyTorch, eager", medianMs: 15, speedup: 1.5 }],
    });
  });
});
