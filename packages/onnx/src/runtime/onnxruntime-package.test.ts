import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { ONNXRUNTIME_VERSION } from "./onnxruntime-package";

it("the version in messages is the one that the package asks for", () => {
  const file = new URL("../../package.json", import.meta.url);
  const { peerDependencies } = JSON.parse(readFileSync(file, "utf8")) as {
    peerDependencies: Record<string, string>;
  };
  expect(ONNXRUNTIME_VERSION).toBe(peerDependencies["onnxruntime-node"]);
});
