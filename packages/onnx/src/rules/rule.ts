/** @file What a lowering rule is: the ONNX operators that compute one TF.js kernel. */
import type { NamedAttrMap } from "@tensorflow/tfjs-core";
import type { GraphBuilder } from "../graph/builder";
import type { Value } from "../graph/graph";

/** Kernel inputs by TF.js's names; list kernels (Concat, Pack, AddN) count theirs from "0". */
export type ValueMap = Record<string, Value>;

/** Emits the operators of one kernel call and returns its output or outputs. */
export type Rule = (
  inputs: ValueMap,
  attributes: NamedAttrMap | object,
  builder: GraphBuilder,
) => Value | Value[];

/** A kernel that cannot be compiled, and why. */
export interface Unsupported {
  readonly unsupported: string;
}

type Emit<Input extends string, Attributes> = (
  inputs: Record<Input, Value>,
  attributes: Attributes,
  builder: GraphBuilder,
) => Value | Value[];

/** A rule with the kernel's own input names and attribute type. */
export const rule =
  <Input extends string, Attributes extends object = object>(
    emit: Emit<Input, Attributes>,
  ): Rule =>
  (inputs, attributes, builder) =>
    emit(inputs as Record<Input, Value>, attributes as Attributes, builder);

/** Says why a kernel has no rule. */
export const unsupported = (reason: string): Unsupported => ({
  unsupported: reason,
});
