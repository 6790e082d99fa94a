/** @file A tensor of an ONNX file, its sizes checked before anything is reserved for it. */
import type { ConstantData, DataType } from "../graph/graph";
import {
  TensorProto_DataLocation as DataLocation,
  TensorProtoSchema,
  type TensorProto,
} from "./gen/onnx_pb";
import { refuse, refuseOtherFields } from "./refuse";
import { DATA_TYPES } from "./result-types";

/** A constant without a number. */
export interface DecodedTensor {
  readonly dtype: DataType;
  readonly shape: readonly number[];
  readonly data: ConstantData;
}

const READ = ["dims", "dataType", "name", "docString", "rawData"];

/** The arrays that hold the elements of a type. */
const ARRAYS = {
  float32: Float32Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint32: Uint32Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} as const satisfies Record<DataType, unknown>;

/** @param where which tensor it is, for the error */
export const decodeTensor = (
  tensor: TensorProto,
  where: string,
): DecodedTensor => {
  if (
    tensor.dataLocation === DataLocation.EXTERNAL ||
    tensor.externalData.length > 0
  )
    refuse(
      `${where} keeps its data in another file: only models in one file are read, save it with its weights inside`,
    );
  refuseOtherFields(
    TensorProtoSchema,
    tensor,
    [...READ, "dataLocation"],
    where,
  );
  const dtype = dataTypeOf(tensor.dataType, where);
  const shape = tensor.dims.map((extent) => sizeFrom(extent, where));
  const ArrayOf = ARRAYS[dtype];
  const bytes = shape.reduce(
    (product, extent) => product * extent,
    ArrayOf.BYTES_PER_ELEMENT,
  );
  if (bytes !== tensor.rawData.length)
    refuse(
      `${where}: expected ${bytes} bytes for ${dtype}[${shape}], received ${tensor.rawData.length}`,
    );
  // A copy starts where elements may start; `slice` copies nothing of a Buffer.
  const { buffer } = new Uint8Array(tensor.rawData);
  return { dtype, shape, data: new ArrayOf(buffer) };
};

/** The element type with a number of the format. */
export const dataTypeOf = (number: number, where: string): DataType =>
  DATA_TYPES.get(number) ??
  refuse(
    `${where} has elements of type number ${number}: expected one of ${[...DATA_TYPES.values()].join(", ")}`,
  );

/** An extent as a number. */
export const sizeFrom = (extent: bigint, where: string): number =>
  extent >= 0n && extent <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(extent)
    : refuse(`${where} has an extent of ${extent}: expected an integer from 0`);
