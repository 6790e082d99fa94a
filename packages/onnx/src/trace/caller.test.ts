import { describe, expect, it } from "vitest";
import { callerIn } from "./caller";

const stackOf = (...frames: string[]): string =>
  ["Error", ...frames.map((frame) => `    at ${frame}`)].join("\n");

const USER = "loss (file:///app/onnx/model.js:12:7)";

describe("callerIn", () => {
  it.each([
    [
      "the installed package",
      "callerOfOp (file:///app/node_modules/@trm/onnx/dist/chunk-6ITB66IM.js:10:9)",
    ],
    [
      "the package on Windows",
      "callerOfOp (C:\\app\\node_modules\\@trm\\onnx\\dist\\index.js:10:9)",
    ],
    [
      "its sources",
      "Object.kernelFunc (/repo/packages/onnx/src/trace/register.ts:53:11)",
    ],
    [
      "TF.js",
      "Engine.runKernel (/app/node_modules/@tensorflow/tfjs-core/dist/tf-core.node.js:4512:22)",
    ],
    ["the host's own functions", "Array.forEach (<anonymous>)"],
    ["Node", "node:internal/modules/run_main:98:3"],
  ])("passes over %s", (_, frame) => {
    expect(callerIn(stackOf(frame, frame, USER))).toBe(USER);
  });

  it("says so when there is no other frame", () => {
    expect(callerIn(stackOf("Array.map (<anonymous>)"))).toBe(
      "an unknown line",
    );
  });
});
