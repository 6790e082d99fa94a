/** @file What can be wrong with onnx/model.onnx. */
import { decodeModel, encodeGraph } from "@trm/onnx";
import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { boundGraph, modelGraph, OPSET } from "../../src/graph/model-graph";
import { trainedCopy } from "../trained-copy";
import { write, type Spoilt } from "./edits";

const MODEL = trainedCopy();

/** A protobuf field of bytes; `content` shorter than 128 bytes, and field numbers below 16. */
const field = (number: number, content: readonly number[]): number[] => [
  (number << 3) | 2,
  content.length,
  ...content,
];

const text = (value: string): number[] => Array.from(Buffer.from(value));

/** The ONNX file with one more tensor, whose bytes should come from another file; protobuf joins messages that follow. */
const withExternalData = (copy: string): void => {
  const location = [
    ...field(1, text("location")),
    ...field(2, text("../secret")),
  ];
  const dims = [1 << 3, 1];
  const float = [2 << 3, 1];
  const external = [14 << 3, 1];
  const tensor = [
    ...dims,
    ...float,
    ...field(8, text("evil")),
    ...field(13, location),
    ...external,
  ];
  const path = join(copy, "onnx/model.onnx");
  const more = Buffer.from(field(7, field(5, tensor)));
  writeFileSync(path, Buffer.concat([readFileSync(path), more]));
};

export const SPOILT_ONNX: readonly Spoilt[] = [
  [
    "ONNX that is none",
    write("onnx/model.onnx", "no"),
    /onnx\/model\.onnx is refused/,
  ],
  [
    "ONNX with external data",
    withExternalData,
    /onnx\/model\.onnx is refused.*another file/,
  ],
  [
    "ONNX that ends too early",
    (copy) => truncateSync(join(copy, "onnx/model.onnx"), 50_000),
    /onnx\/model\.onnx is refused/,
  ],
  [
    "ONNX with an operator of another domain",
    (copy) => {
      const { graph } = decodeModel(
        readFileSync(join(copy, "onnx/model.onnx")),
      );
      const nodes = graph.nodes.map((node, i) =>
        i === 3 ? { ...node, domain: "com.microsoft" as const } : node,
      );
      write(
        "onnx/model.onnx",
        encodeGraph({ ...graph, nodes }, { opset: OPSET }),
      )(copy);
    },
    /onnx\/model\.onnx has the operator com\.microsoft:\w+, but only standard ones/,
  ],
  [
    "ONNX whose weights are inputs",
    write(
      "onnx/model.onnx",
      encodeGraph(modelGraph(MODEL.config), { opset: OPSET }),
    ),
    /has the input tokenEmbedding/,
  ],
  [
    "ONNX of a model of other depth",
    write(
      "onnx/model.onnx",
      encodeGraph(
        boundGraph({ ...MODEL.config, inferenceSteps: 1 }, MODEL.params),
        {
          opset: OPSET,
        },
      ),
    ),
    /has the input none at place 7/,
  ],
];
