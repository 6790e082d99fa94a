/** @file Everything the compiler writes comes back from a file. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import {
  bindInputs,
  decodeModel,
  encodeGraph,
  printGraph,
  toGraph,
  toOnnx,
} from "../src/index";
import { feedsOf, signatureOf, together } from "./support/evaluate";
import { CASE_GROUPS } from "./tables";

const recode = (bytes: Uint8Array): Uint8Array => {
  const { graph, opset, metadata } = decodeModel(bytes);
  return encodeGraph(graph, { opset, metadata: Object.fromEntries(metadata) });
};

describe("a decoded model", () => {
  it.each(Object.entries(CASE_GROUPS))(
    "has the same bytes again: all cases of %s",
    (_, cases) => {
      for (const standardOnly of [true, false]) {
        const signature = signatureOf(feedsOf(cases));
        const bytes = toOnnx(together(cases), signature, { standardOnly });
        expect(recode(bytes)).toEqual(bytes);
      }
    },
  );

  it("is the same from a Buffer of Node, of which slices are no copies", () => {
    const bytes = toOnnx(({ x }) => ({ y: tf.mul(tf.transpose(x!), 3) }), {
      x: { dtype: "int32", shape: [2, 3] },
    });
    expect(recode(Buffer.from(bytes))).toEqual(bytes);
  });

  it("keeps names of weights that look like the file's own", () => {
    const graph = toGraph(
      ({ x, c1, _c0: other }) => ({
        y: tf.add(tf.mul(tf.mul(x!, c1!), 3), tf.mul(other!, 5)),
      }),
      {
        x: { dtype: "float32", shape: [2] },
        c1: { dtype: "float32", shape: [2] },
        _c0: { dtype: "float32", shape: [2] },
      },
    );
    const weight = (...numbers: number[]) =>
      ({
        dtype: "float32",
        shape: [2],
        data: Float32Array.from(numbers),
      }) as const;
    const bytes = encodeGraph(
      bindInputs(graph, { _c0: weight(1, 2), c1: weight(3, 4) }),
    );
    const { nodes } = decodeModel(bytes).graph;
    const constants = nodes
      .flatMap(({ inputs }) => inputs)
      .filter((v) => v?.data);
    expect(constants.map((v) => [v!.name, [...v!.data!]])).toEqual([
      ["c1", [3, 4]],
      [undefined, [3]],
      ["_c0", [1, 2]],
      [undefined, [5]],
    ]);
    expect(recode(bytes)).toEqual(bytes);
  });

  it("keeps names of extents, operator set and metadata", () => {
    const graph = toGraph(({ x, y }) => ({ z: tf.concat([x!, y!], 1) }), {
      x: { dtype: "float32", shape: ["batch", "past"] },
      y: { dtype: "float32", shape: ["batch", 3] },
    });
    const bytes = encodeGraph(graph, {
      opset: 20,
      metadata: { b: "2", a: "" },
    });
    const decoded = decodeModel(bytes);
    expect(decoded.opset).toBe(20);
    expect([...decoded.metadata]).toEqual([
      ["a", ""],
      ["b", "2"],
    ]);
    expect(printGraph(decoded.graph)).toBe(
      `input x: float32[batch,past]
input y: float32[batch,3]
%2: float32[batch,past + 3] = Concat(x, y) {axis=1}
output z = %2
`,
    );
    const [x, y] = decoded.graph.inputs;
    expect(x!.shape[0]).toBe(y!.shape[0]);
    expect(x!.shape[0]).not.toBe(x!.shape[1]);
    expect(recode(bytes)).not.toEqual(encodeGraph(graph));
  });
});
