/** @file A tensor in plain memory. */

/** Row-major numbers with a shape. */
export interface HostTensor {
  readonly dtype: "float32" | "int32" | "bool";
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
}
