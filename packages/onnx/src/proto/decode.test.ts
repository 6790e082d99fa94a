/** @file What the reader of ONNX files refuses. */
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OnnxFormatError } from "../errors";
import { GraphBuilder } from "../graph/builder";
import { decodeModel } from "./decode";
import { encodeGraph } from "./encode";
import {
  AttributeProto_AttributeType as AttributeType,
  AttributeProtoSchema,
  FunctionProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  TensorProto_DataLocation,
  type GraphProto,
  type ModelProto,
} from "./gen/onnx_pb";

/** y = -(x w), as a message to spoil. */
const message = (): ModelProto => {
  const builder = new GraphBuilder({ opset: 21, standardOnly: true });
  const float = { dtype: "float32" } as const;
  const x = builder.input("x", { ...float, shape: [4, 2] });
  const w = builder.constant(Float32Array.of(1, 2, 3, 4, 5, 6), {
    ...float,
    shape: [2, 3],
  });
  const type = { ...float, shape: [4, 3] };
  const y = builder.emit("Neg", [builder.emit("MatMul", [x, w], type)], type);
  return fromBinary(ModelProtoSchema, encodeGraph(builder.build({ y })));
};

const refused = (spoil: (model: ModelProto, graph: GraphProto) => void) => {
  const model = message();
  spoil(model, model.graph!);
  const bytes = toBinary(ModelProtoSchema, model);
  return () => decodeModel(bytes);
};

/** Graphs inside graphs, each in a node of the one around it. */
const nested = (depth: number): GraphProto => {
  const { GRAPH } = AttributeType;
  const attribute = () => [{ name: "body", type: GRAPH, g: nested(depth - 1) }];
  const node = depth === 0 ? [] : [{ opType: "Loop", attribute: attribute() }];
  return create(GraphProtoSchema, { node });
};

type Spoil = (model: ModelProto, graph: GraphProto) => void;

const LIES: readonly (readonly [string, Spoil, RegExp])[] = [
  [
    "data in another file",
    (_, { initializer: [w] }) => {
      w!.dataLocation = TensorProto_DataLocation.EXTERNAL;
    },
    /"c0" keeps its data in another file/,
  ],
  [
    "a place in another file",
    (_, { initializer: [w] }) => {
      w!.externalData = [
        {
          $typeName: "onnx.StringStringEntryProto",
          key: "location",
          value: "/etc/passwd",
        },
      ];
    },
    /another file/,
  ],
  [
    "more extents than bytes",
    (_, { initializer: [w] }) => {
      w!.dims = [2n ** 40n, 2n ** 40n];
    },
    /expected \S+ bytes for float32\[1099511627776,1099511627776\], received 24/,
  ],
  [
    "an extent below 0",
    (_, { initializer: [w] }) => {
      w!.dims = [-2n, -3n];
    },
    /an extent of -2/,
  ],
  [
    "fewer bytes than elements",
    (_, { initializer: [w] }) => {
      w!.rawData = w!.rawData.slice(1);
    },
    /expected 24 bytes for float32\[2,3\], received 23/,
  ],
  [
    "elements of a type that is not read",
    (_, { initializer: [w] }) => {
      w!.dataType = 11;
    },
    /elements of type number 11/,
  ],
  [
    "elements both as bytes and one by one",
    (_, { initializer: [w] }) => {
      w!.floatData = [1, 2, 3, 4, 5, 6];
    },
    /"c0" has the field raw_data/,
  ],
  [
    "a domain that is not read",
    (_, { node: [matMul] }) => {
      matMul!.domain = "ai.onnx.ml";
    },
    /domain "ai\.onnx\.ml"/,
  ],
  [
    "an operator set that is not read",
    (model) => {
      model.opsetImport[0]!.domain = "evil";
    },
    /operator set "evil"/,
  ],
  [
    "an operator set of the future",
    (model) => {
      model.opsetImport[0]!.version = 99n;
    },
    /version 99 .* expected 18 to 24/,
  ],
  [
    "an IR version of the past",
    (model) => {
      model.irVersion = 3n;
    },
    /IR version 3: expected 8 to 13/,
  ],
  [
    "an operator that is not read",
    (_, { node: [matMul] }) => {
      matMul!.opType = "Conv";
    },
    /operator "Conv"/,
  ],
  [
    "functions of its own",
    (model) => {
      model.functions = [create(FunctionProtoSchema, { name: "f" })];
    },
    /field functions/,
  ],
  [
    "an attribute of a kind that is not read",
    (_, { node: [matMul] }) => {
      matMul!.attribute = [
        create(AttributeProtoSchema, {
          name: "a",
          type: AttributeType.FLOATS,
          floats: [1],
        }),
      ];
    },
    /"a" of the node "MatMul_0" is of kind 6: expected INT, INTS/,
  ],
  [
    "an attribute with two values",
    (_, { node: [matMul] }) => {
      matMul!.attribute = [
        create(AttributeProtoSchema, {
          name: "a",
          type: AttributeType.INT,
          i: 1n,
          f: 2,
        }),
      ];
    },
    /field f/,
  ],
  [
    "a name twice",
    (_, { node: [matMul] }) => {
      matMul!.output = ["x"];
    },
    /"x" is given twice/,
  ],
  [
    "an input that nothing gives",
    (_, { node: [matMul] }) => {
      matMul!.input = ["x", "nowhere"];
    },
    /reads "nowhere", which nothing before it gives/,
  ],
  [
    "nodes in the wrong order",
    (_, graph) => {
      graph.node.reverse();
    },
    /which nothing before it gives/,
  ],
  [
    "a cycle",
    (_, { node: [matMul] }) => {
      matMul!.input = ["x", matMul!.output[0]!];
    },
    /which nothing before it gives/,
  ],
  [
    "an output that nothing gives",
    (_, { output: [y] }) => {
      y!.name = "nowhere";
    },
    /an output of the graph reads "nowhere"/,
  ],
  [
    "an output of another type",
    (_, { output: [y] }) => {
      const type = y!.type!.value;
      if (type.case === "tensorType") type.value.elemType = 7;
    },
    /gives float32 "y", expected int64/,
  ],
  [
    "graphs that lie deep in each other",
    (model) => {
      model.graph = nested(6);
    },
    /more than 4 graphs lie around/,
  ],
  [
    "graphs that lie too deep to parse",
    (model) => {
      model.graph = nested(20);
    },
    /no complete ONNX file .*recursion/,
  ],
  [
    "no graph",
    (model) => {
      delete model.graph;
    },
    /has no graph/,
  ],
];

describe("the reader", () => {
  it.each(LIES)("refuses %s in one sentence", (_, spoil, words) => {
    expect(refused(() => {})).not.toThrow();
    expect(refused(spoil)).toThrow(OnnxFormatError);
    expect(refused(spoil)).toThrow(words);
    expect(refused(spoil)).toThrow(/^[^\n]{10,400}$/);
  });

  it("takes no more bytes and nodes than it is allowed", () => {
    const bytes = toBinary(ModelProtoSchema, message());
    expect(() => decodeModel(bytes, { maxBytes: 10 })).toThrow(
      /bytes: expected at most 10/,
    );
    expect(() => decodeModel(bytes, { maxNodes: 1 })).toThrow(
      /more than 1 nodes/,
    );
  });

  it("refuses every file that is cut off, or means the same", () => {
    const bytes = toBinary(ModelProtoSchema, message());
    for (let end = 0; end < bytes.length; end++)
      try {
        decodeModel(bytes.subarray(0, end));
      } catch (error) {
        expect(error).toBeInstanceOf(OnnxFormatError);
      }
    expect(() => decodeModel(bytes.subarray(0, 40))).toThrow(OnnxFormatError);
  });

  it("gives a model or an OnnxFormatError for any bytes", () => {
    const bytes = toBinary(ModelProtoSchema, message());
    const change = fc.record({
      at: fc.nat(bytes.length - 1),
      byte: fc.integer({ min: 0, max: 255 }),
    });
    fc.assert(
      fc.property(
        fc.array(change, { minLength: 1, maxLength: 4 }),
        (changes) => {
          const spoilt = bytes.slice();
          for (const { at, byte } of changes) spoilt[at] = byte;
          try {
            decodeModel(spoilt);
          } catch (error) {
            expect(error).toBeInstanceOf(OnnxFormatError);
          }
        },
      ),
      { numRuns: 2000, seed: 1 },
    );
  });
});
