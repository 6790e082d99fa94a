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

const READ = ["dims", "dataType", "name", "docString", "dataLocation"];

/** The arrays that hold the elements of a type, and the field that has them one by one where they are no raw bytes. */
const STORAGE = {
  float32: { ArrayOf: Float32Array, field: "floatData" },
  int32: { ArrayOf: Int32Array, field: "int32Data" },
  int64: { ArrayOf: BigInt64Array, field: "int64Data" },
  uint32: { ArrayOf: Uint32Array, field: "uint64Data" },
  uint8: { ArrayOf: Uint8Array, field: "int32Data" },
  bool: { ArrayOf: Uint8Array, field: "int32Data" },
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
  const dtype = dataTypeOf(tensor.dataType, where);
  const { ArrayOf, field } = STORAGE[dtype];
  const listed = tensor[field];
  const stored = listed.length > 0 ? field : "rawData";
  refuseOtherFields(TensorProtoSchema, tensor, [...READ, stored], where);
  const shape = tensor.dims.map((extent) => sizeFrom(extent, where));
  const count = shape.reduce((product, extent) => product * extent, 1);
  if (listed.length > 0) {
    if (count !== listed.length)
      refuse(
        `${where}: expected ${count} elements for ${dtype}[${shape}], received ${listed.length}`,
      );
    return { dtype, shape, data: fromList(listed, dtype, where) };
  }
  const bytes = count * ArrayOf.BYTES_PER_ELEMENT;
  if (bytes !== tensor.rawData.length)
    refuse(
      `${where}: expected ${bytes} bytes for ${dtype}[${shape}], received ${tensor.rawData.length}`,
    );
  // A copy starts where elements may start; `slice` copies nothing of a Buffer.
  const { buffer } = new Uint8Array(tensor.rawData);
  return { dtype, shape, data: new ArrayOf(buffer) };
};

/** The largest element of a type in a field of a wider one. */
const LARGEST: Partial<Record<DataType, number>> = {
  uint32: 2 ** 32 - 1,
  uint8: 255,
  bool: 1,
};

/** Elements that the file has one by one. */
const fromList = (
  listed: readonly (number | bigint)[],
  dtype: DataType,
  where: string,
): ConstantData => {
  if (dtype === "int64") return BigInt64Array.from(listed, BigInt);
  const largest = LARGEST[dtype] ?? Infinity;
  const lowest = dtype in LARGEST ? 0 : -Infinity;
  for (const element of listed)
    if (element < lowest || element > largest)
      refuse(
        `${where} has the element ${element}: expected ${dtype} from 0 to ${largest}`,
      );
  return new STORAGE[dtype].ArrayOf(listed.map(Number));
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
