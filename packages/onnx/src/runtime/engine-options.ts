/** @file What chooses an engine, and its check before an engine is loaded. */
import { show } from "../check-signature";
import { DeviceError } from "../errors";
import { TFJS_BACKENDS, type TfjsBackend } from "./tfjs-backends";

/** Which engine, where. */
export interface EngineOptions {
  readonly engine?: "onnxruntime" | "tfjs";
  /** onnxruntime's execution provider: cpu, cuda, webgpu, or another that it has on this platform; tfjs has cpu only. */
  readonly device?: string;
  /** onnxruntime's threads; 0 lets it choose. */
  readonly threads?: number;
  /** Of cuda: whether matrix products may round their factors to TF32 (10 bits of mantissa); off by default. */
  readonly tf32?: boolean;
  /** Whether models that are loaded come from elsewhere: each is opened in a child process first, which costs a moment. */
  readonly untrusted?: boolean;
  /** The TF.js backend; absent chooses the fastest installed. */
  readonly backend?: TfjsBackend;
}

/** @throws {DeviceError} naming the first option that is unknown, or that its engine does not have */
export const checkEngineOptions = (options: EngineOptions): void => {
  const { engine, device, threads, tf32, backend } = options;
  expectOneOf("option", Object.keys(options), OPTIONS);
  expectOneOf("engine", [engine], ENGINES);
  expectOneOf("TF.js backend", [backend], TFJS_BACKENDS);
  if (threads !== undefined && !(Number.isSafeInteger(threads) && threads >= 0))
    throw new DeviceError(
      `option "threads": expected an integer from 0, received ${show(threads)}; 0 lets onnxruntime choose`,
    );
  if (tf32 === true && device !== "cuda")
    throw new DeviceError(
      `option "tf32" is read with the device cuda only, and the device is ${device ?? "cpu"}: leave one of them out`,
    );
  if (engine === "tfjs" && device !== undefined && device !== "cpu")
    throw new DeviceError(
      `the tfjs engine has no device ${show(device)}: use the onnxruntime engine for that device, or leave device out and choose by backend (${TFJS_BACKENDS.join(", ")}; tensorflow runs on CUDA 11 where @tensorflow/tfjs-node-gpu is installed)`,
    );
};

const ENGINES = ["onnxruntime", "tfjs"];

const OPTIONS = [
  ...["engine", "device", "threads", "tf32", "untrusted", "backend"],
];

/** Absent options are left to the defaults. */
const expectOneOf = (
  what: string,
  values: readonly unknown[],
  known: readonly unknown[],
): void => {
  for (const value of values)
    if (value !== undefined && !known.includes(value))
      throw new DeviceError(
        `unknown ${what} ${show(value)}: expected one of ${known.join(", ")}`,
      );
};
