import { describe, expect, it } from "vitest";
import { nativeReason } from "./native-reason";

describe("the reason of a native error", () => {
  it.each([
    [
      "/onnxruntime_src/onnxruntime/core/providers/webgpu/webgpu_context.cc:136 onnxruntime::webgpu::WebGpuContext::Initialize(const onnxruntime::webgpu::WebGpuContextConfig&)::<lambda()> adapter_result.status == wgpu::RequestAdapterStatus::Success was false. Failed to get a WebGPU adapter: No supported adapters\n\n",
      "Failed to get a WebGPU adapter: No supported adapters",
    ],
    ["/a/b.cc:12 it went wrong", "it went wrong"],
    ["plain words", "plain words"],
  ])("of %j is %j", (message, reason) => {
    expect(nativeReason(message)).toBe(reason);
  });
});
