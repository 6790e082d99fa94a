/** @file One call from a TF.js function to something that runs. */
import type { Signature, TensorFunction } from "../signature";
import { createEngine } from "./create-engine";
import type { EngineOptions } from "./engine-options";
import type { CompiledFunction } from "./engine";

/**
 * Compiles a TF.js function and returns it ready to run.
 *
 * @param fn pure function of named tensors
 * @param signature element type and shape of every input
 * @throws {UntraceableOpError} when the function uses an op without a rule
 */
export const compile = async (
  fn: TensorFunction,
  signature: Signature,
  options: EngineOptions = {},
): Promise<CompiledFunction> => {
  const engine = await createEngine(options);
  return engine.compile(fn, signature);
};
