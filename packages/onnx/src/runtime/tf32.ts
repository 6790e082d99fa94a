/** @file Whether CUDA may round the factors of its matrix products to TF32: 10 bits of mantissa instead of 23. */
import process from "node:process";
import { isMainThread } from "node:worker_threads";
import { DeviceError } from "../errors";

/** What CUDA's libraries read, once, when they are loaded: 0 turns TF32 off whatever a program asks for. */
const VARIABLE = "NVIDIA_TF32_OVERRIDE";

/** Of this process: CUDA stays as it was loaded. */
let decided: boolean | undefined;

/**
 * Decides before CUDA is loaded. onnxruntime lets its cuBLAS handles use TF32 and has no option against it in Node, so
 * the environment does it: an assignment to `process.env` is a `setenv`, which native code sees, but in the main thread
 * only.
 *
 * @param allowed whether matrix products may be that coarse
 * @throws {DeviceError} when an earlier engine of the process decided otherwise, or a worker thread would have to
 */
export const decideTf32 = (
  allowed: boolean,
  env: Record<string, string | undefined> = process.env,
  mainThread = isMainThread,
): void => {
  if (decided !== undefined && decided !== allowed)
    throw new DeviceError(
      `CUDA is loaded in this process with TF32 ${decided ? "on" : "off"} and cannot change: make engines with another tf32 in another process`,
    );
  const isOff = env[VARIABLE] === "0";
  if (isOff === allowed) {
    if (!mainThread)
      throw new DeviceError(
        `a worker thread cannot turn TF32 ${allowed ? "on" : "off"}, since its environment is a copy: start Node ${allowed ? "without" : "with"} ${VARIABLE}=0, or make the engine in the main thread`,
      );
    if (allowed) Reflect.deleteProperty(env, VARIABLE);
    else env[VARIABLE] = "0";
  }
  decided = allowed;
};

/** Forgets the decision, for tests. */
export const forgetTf32 = (): void => {
  decided = undefined;
};
