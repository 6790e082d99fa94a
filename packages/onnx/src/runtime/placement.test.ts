import { describe, expect, it } from "vitest";
import { readPlacement } from "./placement";

const node = (op: string, provider: string, outputs: object[]) => ({
  cat: "Node",
  name: `${op}_1_kernel_time`,
  args: { op_name: op, provider, output_type_shape: outputs },
});
const [CPU, CUDA] = ["CPUExecutionProvider", "CUDAExecutionProvider"] as const;

const placement = (...events: object[]) =>
  readPlacement(JSON.stringify(events));

describe("readPlacement", () => {
  it("accepts nodes on the accelerator, whatever they give", () => {
    const found = placement(
      node("MatMul", CUDA, [{ float: [64, 64] }]),
      node("Loop", CUDA, [{ int64: [9, 9, 9] }]),
    );
    expect(found).toMatchObject({ ran: 2, misplaced: [] });
  });

  it.each([
    ["Shape", [{ int64: [4] }]],
    ["Gather", [{ int64: [] }]],
    ["BitwiseXor", [{ uint32: [256] }]],
    ["Equal", [{ bool: [256] }]],
  ])("accepts %s of a few integers on the processor", (op, outputs) => {
    expect(placement(node(op, CPU, outputs)).misplaced).toEqual([]);
  });

  it.each([
    ["BitwiseXor", [{ uint32: [64, 24] }], "BitwiseXor uint32[64,24]"],
    ["Gather", [{ int64: [257] }], "Gather int64[257]"],
    ["Add", [{ float: [] }], "Add float[]"],
    ["Loop", [{ int64: [] }], "Loop int64[]"],
    ["Where", [{ int64: [1] }, { float: [2] }], "Where int64[1], float[2]"],
    ["Concat", [], "Concat"],
  ])("names %s on the processor", (op, outputs, name) => {
    expect(placement(node(op, CPU, outputs)).misplaced).toEqual([name]);
  });

  it("names a node of a loop's body once", () => {
    const body = node("Erf", CPU, [{ float: [2] }]);
    expect(placement(body, body)).toMatchObject({
      ran: 2,
      misplaced: ["Erf float[2]"],
    });
  });

  // Times of a real profile: the nodes before and after a loop touch it.
  it("tells a loop that was left out from one that was entered", () => {
    const at = (op: string, ts: number, dur: number) => ({
      ...node(op, CUDA, []),
      ts,
      dur,
    });
    const around = [at("Mul", 0, 10), at("Shape", 10, 0), at("Mul", 30, 4)];
    const loop = at("Loop", 10, 20);
    expect(placement(...around).skippedLoop).toBe(false);
    expect(placement(...around, loop).skippedLoop).toBe(true);
    const body = at("Add", 10, 3);
    expect(placement(...around, body, loop).skippedLoop).toBe(false);
    const other = { ...at("Loop", 40, 5), name: "Loop_2_kernel_time" };
    expect(placement(...around, body, loop, other).skippedLoop).toBe(true);
  });

  it("counts nodes alone, not what else a profile has", () => {
    expect(
      placement({ cat: "Session", name: "model_run" }, { name: "x" }).ran,
    ).toBe(0);
  });
});
