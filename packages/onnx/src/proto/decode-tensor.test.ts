import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { OnnxFormatError } from "../errors";
import { decodeTensor } from "./decode-tensor";
import { TensorProtoSchema } from "./gen/onnx_pb";

type TensorInit = MessageInitShape<typeof TensorProtoSchema>;

describe("a tensor that no raw bytes hold", () => {
  it.each<[string, number, TensorInit, unknown]>([
    ["floats", 1, { floatData: [1.5, -0] }, Float32Array.of(1.5, -0)],
    ["int32", 6, { int32Data: [-1, 7] }, Int32Array.of(-1, 7)],
    ["int64", 7, { int64Data: [-1n, 2n] }, BigInt64Array.of(-1n, 2n)],
    ["bool", 9, { int32Data: [0, 1] }, Uint8Array.of(0, 1)],
    ["uint8", 2, { int32Data: [0, 255] }, Uint8Array.of(0, 255)],
    ["uint32", 12, { uint64Data: [0n, 9n] }, Uint32Array.of(0, 9)],
  ])("has its %s one by one", (_, dataType, data, expected) => {
    const tensor = create(TensorProtoSchema, { dataType, dims: [2n], ...data });
    expect(decodeTensor(tensor, "it").data).toEqual(expected);
  });
  it.each<[string, number, TensorInit, RegExp]>([
    ["another type's field", 1, { int32Data: [1, 2] }, /field int32_data/],
    ["fewer elements", 1, { floatData: [1] }, /expected 2 .* received 1/],
    [
      "a truth value of 2",
      9,
      { int32Data: [0, 2] },
      /element 2: expected bool/,
    ],
    ["a byte below 0", 2, { int32Data: [0, -1] }, /element -1: expected uint8/],
    ["2^32", 12, { uint64Data: [0n, 2n ** 32n] }, /element 4294967296/],
  ])("is refused with %s", (_, dataType, data, words) => {
    const tensor = create(TensorProtoSchema, { dataType, dims: [2n], ...data });
    expect(() => decodeTensor(tensor, "it")).toThrow(OnnxFormatError);
    expect(() => decodeTensor(tensor, "it")).toThrow(words);
  });
});
