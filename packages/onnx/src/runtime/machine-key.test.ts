import {
  mkdirSync,
  mkdtempSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { machineKey } from "./machine-key";

const root = mkdtempSync(join(tmpdir(), "trm-key-"));
const folder = join(root, "bin/napi-v6/linux/x64");
mkdirSync(folder, { recursive: true });
const provider = join(folder, "libonnxruntime_providers_cuda.so");
writeFileSync(provider, "1");
writeFileSync(join(root, "package.json"), '{"version":"1.30.0"}');
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe("machineKey", () => {
  it("is the same twice", () => {
    expect(machineKey({}, folder)).toBe(machineKey({}, folder));
    expect(machineKey({}, folder)).toContain('"onnxruntime":"1.30.0"');
  });

  it("changes with the environment that CUDA reads, and with no other", () => {
    const before = machineKey({}, folder);
    expect(machineKey({ LD_LIBRARY_PATH: "/x" }, folder)).not.toBe(before);
    expect(machineKey({ CUDA_VISIBLE_DEVICES: "1" }, folder)).not.toBe(before);
    expect(machineKey({ HOME: "/x" }, folder)).toBe(before);
  });

  it("changes when a provider file is installed anew", () => {
    const before = machineKey({}, folder);
    utimesSync(provider, 1, 1);
    const touched = machineKey({}, folder);
    expect(touched).not.toBe(before);
    rmSync(provider);
    expect(machineKey({}, folder)).not.toBe(touched);
  });

  it("changes with the version of onnxruntime-node", () => {
    const before = machineKey({}, folder);
    writeFileSync(join(root, "package.json"), '{"version":"1.31.0"}');
    expect(machineKey({}, folder)).not.toBe(before);
  });
});
