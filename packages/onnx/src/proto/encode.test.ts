import { fromBinary } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { bindInputs } from "../bind-inputs";
import { SignatureError } from "../errors";
import { NAMED_GRAPH as graph } from "../../test/support/named-graph";
import { encodeGraph } from "./encode";
import { ModelProtoSchema, type ValueInfoProto } from "./gen/onnx_pb";

const decoded = (...args: Parameters<typeof encodeGraph>) =>
  fromBinary(ModelProtoSchema, encodeGraph(...args));

/** Element type and extents; null is an extent without name and number. */
const typeOf = ({
  name,
  type,
}: ValueInfoProto): [string, number, unknown[]] => {
  const { value } = type!;
  if (value.case !== "tensorType") throw new Error("no tensor");
  const { elemType, shape } = value.value;
  const dims = shape!.dim.map((dim) => dim.value.value ?? null);
  return [name, elemType, dims];
};

const [FLOAT, INT32, INT64, BOOL] = [1, 6, 7, 9] as const;

describe("an encoded graph", () => {
  const { graph: proto, metadataProps } = decoded(graph, {
    metadata: { task: "copy", author: "é", "a b": "" },
  });

  it("declares its inputs with the names of their extents, int64 where that was asked for", () => {
    expect(proto!.input.map(typeOf)).toEqual([
      ["ids", INT64, ["n"]],
      ["x", FLOAT, ["n", "m + past"]],
      ["flags", BOOL, ["past", "m", 2n]],
      ["gain", FLOAT, [2n]],
      ["bias", FLOAT, [2n]],
    ]);
  });
  it("names the extents of its outputs, except one that no expression gives", () => {
    expect(proto!.output.map(typeOf)).toEqual([
      ["twice", FLOAT, ["n", "2 * (m + past)"]],
      ["odd", FLOAT, ["n", null]],
      ["next", INT32, ["n"]],
      ["rest", FLOAT, ["past", "m", 2n]],
    ]);
  });
  it("has its metadata sorted by key", () => {
    expect(metadataProps.map(({ key, value }) => [key, value])).toEqual([
      ["a b", ""],
      ["author", "é"],
      ["task", "copy"],
    ]);
  });
  it("does not depend on the order in which metadata were given", () => {
    const metadata = { b: "1", a: "2" };
    expect(encodeGraph(graph, { metadata: { a: "2", b: "1" } })).toEqual(
      encodeGraph(graph, { metadata }),
    );
  });
  it("stores bound inputs as initializers under their names, equal ones too", () => {
    const value = {
      dtype: "float32",
      shape: [2],
      data: Float32Array.of(1, 1),
    } as const;
    const bound = bindInputs(graph, { gain: value, bias: value });
    const names = decoded(bound).graph!.initializer.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["gain", "bias"]));
  });
  it("is refused for an operator set that is not written", () => {
    expect(() => encodeGraph(graph, { opset: 3 })).toThrow(SignatureError);
  });
});
