/** @file Runs a TF.js function on the recording backend and returns the graph it drew. */
import { backend as currentBackend, engine } from "@tensorflow/tfjs-core";
import { checkResult, checkSignature } from "../check-signature";
import { GraphBuilder, type Target } from "../graph/builder";
import type { Graph, Node, Value } from "../graph/graph";
import { registerGradients } from "../gradients/register";
import { cast } from "../rules/shapes";
import type { NamedTensors, Signature, TensorFunction } from "../signature";
import {
  signatureUnder,
  type Sizes,
  type StaticSignature,
} from "../symbols/extents";
import { registerTraceBackend } from "./register";
import { TRACE_BACKEND, type TraceBackend } from "./trace-backend";

/**
 * The graph of a TF.js function, before any pass.
 *
 * @param fn pure function of named tensors; may differentiate with TF.js
 * @param options.sizes what the signature's symbols stand for
 * @param options.onNode is told every node while its operation is being called
 * @throws {SignatureError} when the function, its signature or its result is not as it must be
 * @throws {UntraceableOpError} when it calls an operation without a rule
 * @throws {UntraceableReadError} when it reads tensor data
 */
export const traceGraph = (
  fn: TensorFunction,
  signature: Signature,
  target: Target,
  { sizes = new Map(), onNode }: TraceOptions = {},
): Graph => {
  checkSignature(fn, signature);
  const backend = registerTraceBackend();
  registerGradients();
  const builder = new GraphBuilder(target, onNode);
  return onBackend(TRACE_BACKEND, () => {
    backend.begin(builder);
    try {
      return record(fn, signatureUnder(signature, sizes), builder, backend);
    } finally {
      backend.end();
    }
  });
};

/** How a function is traced. */
interface TraceOptions {
  readonly sizes?: Sizes;
  readonly onNode?: (node: Node) => void;
}

const record = (
  fn: TensorFunction,
  signature: StaticSignature,
  builder: GraphBuilder,
  backend: TraceBackend,
): Graph => {
  const inputs: NamedTensors = {};
  for (const [name, spec] of Object.entries(signature)) {
    const input = builder.input(name, spec);
    inputs[name] = engine().makeTensorFromTensorInfo(
      backend.tensorOf(
        spec.dtype === "int64" ? cast(input, "int32", builder) : input,
      ),
    );
  }
  const outputs: Record<string, Value> = {};
  for (const [name, tensor] of checkResult(fn(inputs), signature))
    outputs[name] = backend.graphValue(tensor);
  return builder.build(outputs);
};

/**
 * Runs `body` with another TF.js backend in charge and cleans up its tensors.
 * `setBackend` takes effect at once for a backend without asynchronous set-up.
 */
const onBackend = <T>(name: string, body: () => T): T => {
  const previous = selectedBackend();
  void engine().setBackend(name);
  engine().startScope("trace");
  try {
    return body();
  } finally {
    engine().endScope();
    if (previous) void engine().setBackend(previous);
  }
};

/** The user's backend; TF.js chooses lazily, so it is made to choose now. */
const selectedBackend = (): string | undefined => {
  try {
    currentBackend();
  } catch {
    // Only backends with asynchronous set-up exist, none awaited yet.
    return undefined;
  }
  return engine().backendName;
};
