/** @file onnxruntime's telemetry, which is off here. */
import process from "node:process";

/** What the native library reads when it is loaded. */
const VARIABLE = "ORT_DISABLE_TELEMETRY";

/**
 * Native builds of onnxruntime from 1.30 on give the machine an identifier, keep events in a database in the user's cache
 * folder and send them to Microsoft, and Node's binding has no option against it. The environment has; who sets the
 * variable decides for themselves. An assignment reaches native code in the main thread, and child processes.
 */
export const disableTelemetry = (): void => {
  process.env[VARIABLE] ??= "1";
};
