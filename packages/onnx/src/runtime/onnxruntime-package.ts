/** @file Where onnxruntime-node lies, and which one it must be. */
import { createRequire } from "node:module";

/** The version that the package asks for as its peer, and so do the commands in its messages. */
export const ONNXRUNTIME_VERSION = "1.30.0";

/** Its main file; undefined where it is not installed. */
export const findOnnxruntime = (): string | undefined => {
  try {
    return createRequire(import.meta.url).resolve("onnxruntime-node");
  } catch {
    return undefined;
  }
};
