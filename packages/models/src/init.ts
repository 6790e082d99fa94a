/** @file Where training starts: a pure function of config and seed. */
import type { ModelConfig } from "./model-config";
import { fmix32, subkey } from "./hash";
import { parameterLayout } from "./layout";

/** A key per parameter name (FNV-1a), so that a parameter's numbers do not depend on what else the model has. */
const nameKey = (seed: number, name: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) {
    hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  }
  return fmix32(hash ^ fmix32(seed));
};

/**
 * Fills `out` with mean + std N(0, 1), two numbers per pair of counter-based uniforms u, v (Box and Muller, 1958):
 *
 *   sqrt(-2 ln u) cos(2 pi v),  sqrt(-2 ln u) sin(2 pi v)
 */
const fillNormal = (
  out: Float32Array,
  key: number,
  mean: number,
  std: number,
): void => {
  const other = subkey(key, 1);
  for (let i = 0; i < out.length; i += 2) {
    const u = (fmix32(i ^ key) + 0.5) * 2 ** -32;
    const angle = fmix32(i ^ other) * (2 * Math.PI * 2 ** -32);
    const radius = std * Math.sqrt(-2 * Math.log(u));
    out[i] = mean + radius * Math.cos(angle);
    // Beyond the end of an odd length this writes nothing.
    out[i + 1] = mean + radius * Math.sin(angle);
  }
};

/**
 * The parameters before training, as the layout's table says.
 *
 * @param seed  an integer; models that share a parameter's name and shape share its numbers
 * @returns the flat vector, [layout.size]
 */
export const initParameters = (
  config: ModelConfig,
  seed: number,
): Float32Array => {
  const { entries, size } = parameterLayout(config);
  const flat = new Float32Array(size);
  for (const { name, offset, size: length, init } of entries) {
    const out = flat.subarray(offset, offset + length);
    if (init.std === 0) out.fill(init.mean);
    else fillNormal(out, nameKey(seed, name), init.mean, init.std);
  }
  return flat;
};
