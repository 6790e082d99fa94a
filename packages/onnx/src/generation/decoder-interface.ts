/** @file Finds in a graph the inputs and outputs that Hugging Face's decoders have. */
import { OnnxFormatError } from "../errors";
import type { Graph, Value } from "../graph/graph";

/** The axis of keys and values that counts positions: [batch, heads, positions, head size]. */
export const POSITIONS = 2;

/** Keys or values of one block pass: what goes in, and what comes out of one more. */
export interface CacheEntry {
  readonly past: Value;
  readonly present: Value;
}

/** A graph that computes new tokens' logits from the keys and values of those before. */
export interface DecoderInterface {
  readonly inputIds: Value;
  readonly attentionMask: Value;
  readonly positionIds: Value;
  readonly cache: readonly CacheEntry[];
  readonly logits: Value;
  readonly steps: Value | undefined;
  /** Inputs that are the same for every step: weights that are not bound. */
  readonly others: readonly Value[];
}

const PAST = "past_key_values.";

/** @throws {OnnxFormatError} naming the first input or output that is missing or not as it must be */
export const findDecoder = (graph: Graph): DecoderInterface => {
  const inputs = new Map(graph.inputs.map((input) => [input.name!, input]));
  const outputs = new Map(
    graph.outputs.map(({ name, value }) => [name, value]),
  );
  const pasts = graph.inputs.filter(({ name }) => name!.startsWith(PAST));
  const cache = pasts.map((past) => ({
    past: checkPast(past),
    present: need(outputs, "output", past.name!.replace(PAST, "present.")),
  }));
  const tokens = {
    inputIds: need(inputs, "input", "input_ids"),
    attentionMask: need(inputs, "input", "attention_mask"),
    positionIds: need(inputs, "input", "position_ids"),
  };
  for (const { name, dtype, shape } of Object.values(tokens))
    if (dtype !== "int64" || shape.length !== 2)
      refuse(
        `has the input "${name}" as ${dtype} with ${shape.length} axes, expected int64 [batch, positions]`,
      );
  const decoding = new Set([...Object.values(tokens), ...pasts]);
  return {
    ...tokens,
    cache,
    logits: need(outputs, "output", "logits"),
    steps: outputs.get("steps"),
    others: graph.inputs.filter((input) => !decoding.has(input)),
  };
};

const need = (
  values: ReadonlyMap<string, Value>,
  kind: string,
  name: string,
): Value =>
  values.get(name) ??
  refuse(
    `has no ${kind} "${name}", only ${[...values.keys()].slice(0, 5).join(", ")}`,
  );

/** The number of heads and their size must be known, so that an empty past can be made. */
const checkPast = (past: Value): Value => {
  const { name, dtype, shape, dims = shape } = past;
  const fixed = [dims[1], dims[3]].every((size) => typeof size === "number");
  if (dtype !== "float32" || shape.length !== 4 || !fixed)
    refuse(
      `has the input "${name}" as ${dtype}[${dims.join(", ")}], expected float32 [batch, heads, past, head size] with two numbers`,
    );
  return past;
};

const refuse = (reason: string): never => {
  throw new OnnxFormatError(
    `the graph is no decoder that could generate: it ${reason}; export it with past_key_values and present`,
  );
};
