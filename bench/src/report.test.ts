import { describe, expect, it } from "vitest";
import { formatJson, formatReport, type Report } from "./report";
import { summarize } from "./statistics";

const REPORT: Report = {
  title: "One step",
  settings: { arch: "dense", width: 64 },
  parameters: 1234567,
  agreement: ["first losses: 2.6, 2.5"],
  ours: { name: "ours", ...summarize([10]) },
  peers: [{ name: "PyTorch, eager", ...summarize([15]) }],
  unavailable: [{ name: "PyTorch, torch.compile", reason: "unavailable: x" }],
  machine: { cpu: "A processor", cores: 2, platform: "linux x64" },
  versions: { node: "20.19.0" },
};

describe("formatReport", () => {
  const lines = formatReport(REPORT).split("\n");

  it("says how many times as fast ours is beside each peer", () => {
    expect(lines).toContain(
      "PyTorch, eager      15.00  15.00  15.00  1  1.50x as fast",
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
