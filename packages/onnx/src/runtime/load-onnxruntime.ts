/** @file Loads onnxruntime-node, or says why this machine cannot. */
import process from "node:process";
import { RuntimeError } from "../errors";
import { isMusl } from "./cuda-machine";
import { ONNXRUNTIME_VERSION } from "./onnxruntime-package";
import { disableTelemetry } from "./telemetry";

/** The module, or a stand-in in tests. */
export type Onnxruntime = typeof import("onnxruntime-node");

/** The system that a native package was not built for. */
export interface System {
  readonly platform: string;
  readonly arch: string;
  readonly musl: boolean;
}

/** What a failed import means; half a sentence with the way out. */
export const explainImport = (
  message: string,
  { platform, arch, musl }: System,
): string => {
  const elsewhere = "or use the tfjs engine";
  if (platform === "darwin" && arch === "x64")
    return `onnxruntime-node ${ONNXRUNTIME_VERSION} has no build for Macs with Intel processors: use a Mac with Apple silicon or Linux, ${elsewhere}`;
  if (musl)
    return `onnxruntime-node is built for glibc and cannot be loaded on musl (Alpine): use a Debian or Ubuntu image, such as node:22-bookworm-slim, ${elsewhere}`;
  return `onnxruntime-node could not be loaded (${message.split("\n")[0]}): install it with \`npm install onnxruntime-node@${ONNXRUNTIME_VERSION}\`, ${elsewhere}`;
};

/** @throws {RuntimeError} when it is not installed or not built for this system */
export const loadOnnxruntime = async (): Promise<Onnxruntime> => {
  disableTelemetry();
  try {
    const ort = await import("onnxruntime-node");
    // What goes wrong is thrown as well; the native log would only repeat it on stderr.
    ort.env.logLevel = "fatal";
    return ort;
  } catch (cause) {
    const { platform, arch } = process;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new RuntimeError(
      explainImport(message, { platform, arch, musl: isMusl() }),
      { cause },
    );
  }
};

/** Its version, such as 1.30.0. */
export const versionOf = (ort: Onnxruntime): string =>
  ort.env.versions.node ?? ort.env.versions.common;
