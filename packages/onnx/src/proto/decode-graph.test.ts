/** @file Graphs inside graphs. */
import { create, toBinary, type MessageInitShape } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { decodeModel } from "./decode";
import {
  AttributeProto_AttributeType as AttributeType,
  ModelProtoSchema,
  type GraphProtoSchema,
  type NodeProtoSchema,
} from "./gen/onnx_pb";

type NodeInit = MessageInitShape<typeof NodeProtoSchema>;
type GraphInit = MessageInitShape<typeof GraphProtoSchema>;

const FLOAT = {
  type: {
    value: { case: "tensorType" as const, value: { elemType: 1 } },
  },
};

/** What the nodes of a graph with one input are read as. */
const decode = (node: NodeInit[]) => {
  const model = create(ModelProtoSchema, {
    irVersion: 10n,
    opsetImport: [{ version: 21n }],
    graph: { input: [{ name: "x", ...FLOAT }], node },
  });
  return decodeModel(toBinary(ModelProtoSchema, model)).graph.nodes;
};

const loop = (g: GraphInit, output: string[] = []): NodeInit => ({
  opType: "Loop",
  output,
  attribute: [{ name: "body", type: AttributeType.GRAPH, g }],
});

const named = (name: string): NodeInit => ({
  opType: "Identity",
  input: ["x"],
  output: [name],
});

const MANY = 50_000;

const numbered = <T>(make: (name: string) => T): T[] =>
  Array.from({ length: MANY }, (_, i) => make(`v${i}`));

// Where the work for one part grows with the file, these take minutes.
describe("a large file", () => {
  it("may have many small graphs after many values", () => {
    const nodes = [...numbered(named), ...numbered(() => loop({}))];
    expect(decode(nodes)).toHaveLength(2 * MANY);
  });
  it("may have a loop with many outputs", () => {
    const x = { name: "x", ...FLOAT };
    const body = { output: [x, ...numbered(() => x)] };
    const [node] = decode([
      loop(
        body,
        numbered((name) => name),
      ),
    ]);
    expect(node!.outputs).toHaveLength(MANY);
  });
});

describe("a name of an inner graph", () => {
  const twice = [loop({ node: [named("v")] }), loop({ node: [named("v")] })];

  it("may be another value's in the next one", () => {
    expect(decode(twice)).toHaveLength(2);
  });
  it("is nothing outside", () => {
    const reading = { opType: "Neg", input: ["v"], output: ["w"] };
    expect(() => decode([...twice, reading])).toThrow(
      /reads "v", which nothing before it gives/,
    );
  });
  it("may not be one of the graphs around it", () => {
    expect(() => decode([named("v"), ...twice])).toThrow(/"v" is given twice/);
  });
});
