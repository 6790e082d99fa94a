/** @file Watches which kernels run while cases are traced, and which operators each emits. */
import {
  getKernel,
  registerKernel,
  unregisterKernel,
  type KernelConfig,
} from "@tensorflow/tfjs-core";
import type { Node } from "../../src/graph/graph";
import { RULES } from "../../src/rules/table";
import { DEFAULT_TARGET, type OnnxOptions } from "../../src/check-options";
import { registerTraceBackend } from "../../src/trace/register";
import { TRACE_BACKEND } from "../../src/trace/trace-backend";
import { traceGraph } from "../../src/trace/trace";
import type { Case } from "./case";
import { feedsOf, signatureOf, together } from "./evaluate";

/** Operators by kernel, for every kernel that ran. */
export type Emitted = Map<string, Set<string>>;

const nameOf = ({ op, domain }: Node): string =>
  domain ? `${domain}.${op}` : op;

/** Traces the cases and returns what each kernel emitted. */
export const recordOperators = (
  cases: readonly Case[],
  options: OnnxOptions,
): Emitted => {
  const emitted: Emitted = new Map();
  const backend = registerTraceBackend();
  const nodes = () => backend.builder.build({}).nodes;
  const restore = Object.keys(RULES).map((name) =>
    replaceKernel(name, (original) => (call) => {
      const before = nodes().length;
      const result = original.kernelFunc(call);
      const operators = emitted.get(name) ?? new Set();
      for (const node of nodes().slice(before)) operators.add(nameOf(node));
      emitted.set(name, operators);
      return result;
    }),
  );
  try {
    traceGraph(together(cases), signatureOf(feedsOf(cases)), {
      ...DEFAULT_TARGET,
      ...options,
    });
  } finally {
    for (const undo of restore) undo();
  }
  return emitted;
};

/** Puts another function in a kernel's place and returns how to put it back. */
const replaceKernel = (
  name: string,
  wrap: (original: KernelConfig) => KernelConfig["kernelFunc"],
): (() => void) => {
  const original = getKernel(name, TRACE_BACKEND);
  const put = (config: KernelConfig) => {
    unregisterKernel(name, TRACE_BACKEND);
    registerKernel(config);
  };
  put({ ...original, kernelFunc: wrap(original) });
  return () => put(original);
};
