import { beforeEach, describe, expect, it } from "vitest";
import { DeviceError } from "../errors";
import { decideTf32, forgetTf32 } from "./tf32";

beforeEach(forgetTf32);

describe("decideTf32", () => {
  it("turns TF32 off in the environment before CUDA is loaded", () => {
    const env: Record<string, string | undefined> = {};
    decideTf32(false, env, true);
    expect(env).toEqual({ NVIDIA_TF32_OVERRIDE: "0" });
  });

  it("leaves TF32 on when it is allowed, also where the environment had it off", () => {
    const env = { NVIDIA_TF32_OVERRIDE: "0" };
    decideTf32(true, env, true);
    expect(env).toEqual({});
  });

  it("refuses another decision in the same process", () => {
    decideTf32(false, {}, true);
    expect(() => decideTf32(true, {}, true)).toThrow(DeviceError);
    expect(() => decideTf32(false, {}, true)).not.toThrow();
  });

  it("refuses in a worker, whose environment native code does not see", () => {
    expect(() => decideTf32(false, {}, false)).toThrow(
      /NVIDIA_TF32_OVERRIDE=0/,
    );
    const inherited = { NVIDIA_TF32_OVERRIDE: "0" };
    expect(() => decideTf32(false, inherited, false)).not.toThrow();
  });
});
