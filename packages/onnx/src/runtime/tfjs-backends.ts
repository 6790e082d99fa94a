/** @file The TF.js backends by name. */

/** TF.js backends in order of speed. */
export const TFJS_BACKENDS = ["tensorflow", "wasm", "cpu"] as const;

/** A TF.js backend that the engine can run on. */
export type TfjsBackend = (typeof TFJS_BACKENDS)[number];
