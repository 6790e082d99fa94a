/** @file Registers the recording backend with TF.js: one loop over the rule table. */
import {
  engine,
  registerBackend,
  registerKernel,
  type KernelConfig,
} from "@tensorflow/tfjs-core";
import { UntraceableOpError } from "../errors";
import { RULES } from "../rules/table";
import type { Rule, ValueMap } from "../rules/rule";
import { callerOfOp } from "./caller";
import { TRACE_BACKEND, TraceBackend } from "./trace-backend";

const LOWEST_PRIORITY = -1;

/** Registers the backend and its kernels once; returns the backend. */
export const registerTraceBackend = (): TraceBackend => {
  const known = engine().findBackend(TRACE_BACKEND);
  if (known instanceof TraceBackend) return known;
  const backend = new TraceBackend();
  registerBackend(TRACE_BACKEND, () => backend, LOWEST_PRIORITY);
  for (const [kernelName, rule] of Object.entries(RULES))
    registerKernel(
      "unsupported" in rule
        ? refuse(kernelName, rule.unsupported)
        : record(kernelName, rule, backend),
    );
  return backend;
};

/** A kernel that applies a lowering rule and wraps what it emitted. */
const record = (
  kernelName: string,
  rule: Rule,
  backend: TraceBackend,
): KernelConfig => ({
  kernelName,
  backendName: TRACE_BACKEND,
  kernelFunc: ({ inputs, attrs }) => {
    const values: ValueMap = {};
    for (const [name, input] of Object.entries(inputs))
      // Optional inputs (a bias, say) are absent.
      if (input) values[name] = backend.graphValue(input);
    const result = rule(values, attrs ?? {}, backend.builder);
    return "id" in result
      ? backend.tensorOf(result)
      : result.map((value) => backend.tensorOf(value));
  },
});

const refuse = (kernelName: string, reason: string): KernelConfig => ({
  kernelName,
  backendName: TRACE_BACKEND,
  kernelFunc: () => {
    throw new UntraceableOpError(kernelName, reason, callerOfOp());
  },
});
