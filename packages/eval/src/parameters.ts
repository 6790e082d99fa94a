/** @file Checks parameters before anything is decoded with them. */
import { type ModelConfig, parameterLayout } from "@trm/models";
import { NonFiniteParameterError, ParameterCountError } from "./errors";

/**
 * The same parameters, once they are known to be a model's.
 *
 * @param params [parameterLayout(config).size]
 * @throws {ParameterCountError} when their number is not the model's
 * @throws {NonFiniteParameterError} when one is NaN or infinite: every answer would be meaningless, and look like one
 */
export const checkParameters = (
  config: ModelConfig,
  params: Float32Array,
): Float32Array => {
  const { size, entries } = parameterLayout(config);
  if (params.length !== size)
    throw new ParameterCountError(size, params.length);
  const bad = params.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const entry = entries.find(
      ({ offset, size }) => bad >= offset && bad < offset + size,
    );
    throw new NonFiniteParameterError(entry?.name ?? "", params[bad] ?? NaN);
  }
  return params;
};
