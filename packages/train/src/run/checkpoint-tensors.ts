/** @file The tensors of a checkpoint as safetensors files under the names of the model's layout. */
import {
  decodeSafetensors,
  encodeSafetensors,
  SafetensorsError,
  type HostTensor,
  type ParameterLayout,
} from "@trm/models";

/** What a tensor's entry in a header takes besides its name: kind, sizes and two offsets, generously. */
const ENTRY_BYTES = 320;
const BYTES_PER_NUMBER = 4;

/** Flat vectors by the prefix under which their tensors are stored. */
export type Vectors = Readonly<Record<string, Float32Array>>;

/** Views of a flat vector; nothing is copied. */
const viewsOf = (flat: Float32Array, layout: ParameterLayout, prefix: string) =>
  layout.entries.map(({ name, shape, offset, size }): [string, HostTensor] => [
    prefix + name,
    { dtype: "float32", shape, data: flat.subarray(offset, offset + size) },
  ]);

/**
 * @param vectors flat, in the layout's order
 * @returns the bytes of a safetensors file with a tensor for every parameter of every vector
 */
export const encodeVectors = (
  vectors: Vectors,
  layout: ParameterLayout,
): Uint8Array =>
  encodeSafetensors(
    Object.fromEntries(
      Object.entries(vectors).flatMap(([prefix, flat]) =>
        viewsOf(flat, layout, prefix),
      ),
    ),
  );

/**
 * @param vectors how many flat vectors the file holds
 * @returns bytes that the file cannot exceed
 */
export const mostVectorBytes = (
  layout: ParameterLayout,
  vectors: number,
): number =>
  vectors *
    layout.entries.reduce(
      (sum, { name, size }) =>
        sum + name.length + ENTRY_BYTES + size * BYTES_PER_NUMBER,
      0,
    ) +
  ENTRY_BYTES;

/** Why a file holds no vectors of a model: words that follow its name. */
export class VectorsError extends Error {}

/**
 * @param bytes of a safetensors file
 * @param prefixes of the vectors that it must hold
 * @returns the vectors in that order, flat, in the layout's order
 * @throws {VectorsError} when the bytes are no such file
 */
export function decodeVectors(
  bytes: Uint8Array,
  layout: ParameterLayout,
  prefixes: readonly string[],
): Float32Array[] {
  const tensors = decode(bytes);
  return prefixes.map((prefix) => {
    const flat = new Float32Array(layout.size);
    for (const { name, shape, offset } of layout.entries) {
      const tensor = tensors[prefix + name];
      if (tensor?.dtype !== "float32" || String(tensor.shape) !== String(shape))
        throw new VectorsError(
          `has ${tensor ? `${tensor.dtype} [${tensor.shape.join(", ")}]` : "nothing"} for "${prefix}${name}" where the run's model has float32 [${shape.join(", ")}], so it belongs to another model`,
        );
      flat.set(tensor.data, offset);
    }
    return flat;
  });
}

function decode(bytes: Uint8Array): Readonly<Record<string, HostTensor>> {
  try {
    return decodeSafetensors(bytes).tensors;
  } catch (cause) {
    if (!(cause instanceof SafetensorsError)) throw cause;
    throw new VectorsError(
      `is no safetensors file (${cause.message.replace(/\.$/, "")})`,
      { cause },
    );
  }
}
