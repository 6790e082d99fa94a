/** @file Whether an ONNX file has the interface of the model that its folder describes. */
import type { ModelConfig } from "@trm/models";
import { decodeModel, OnnxFormatError, type Value } from "@trm/onnx";
import { ModelFolderError } from "./errors";
import { FILES } from "./file-names";
import { decoderSignature, outputNames } from "./graph/model-graph";

/**
 * Checks the file's inputs and outputs against the config.
 *
 * @returns the file's metadata
 * @throws {ModelFolderError} when the bytes are no ONNX model of our kind (external data, other operator sets), or when
 *   inputs or outputs are others than the model has
 */
export const checkOnnx = (
  onnx: Uint8Array,
  config: ModelConfig,
): ReadonlyMap<string, string> => {
  const { graph, metadata } = decode(onnx);
  expectStandard(graph);
  const inputs = Object.entries(decoderSignature(config)).map(
    ([name, { dtype, shape }]) => `${name} ${dtype}[${shape.join(", ")}]`,
  );
  expectList("inputs", graph.inputs.map(describe), inputs);
  expectList(
    "outputs",
    graph.outputs.map(({ name }) => name),
    outputNames(config),
  );
  return metadata;
};

type Decoded = ReturnType<typeof decodeModel>;

const decode = (onnx: Uint8Array): Decoded => {
  try {
    return decodeModel(onnx);
  } catch (cause) {
    if (!(cause instanceof OnnxFormatError)) throw cause;
    throw new ModelFolderError(`${FILES.onnx} is refused: ${cause.message}`, {
      cause,
    });
  }
};

/** An exported file has the standard operators only, and no graph within the graph. */
const expectStandard = ({ nodes }: Decoded["graph"]): void => {
  const foreign = nodes.find(({ domain }) => domain !== "");
  if (foreign !== undefined)
    throw new ModelFolderError(
      `${FILES.onnx} has the operator ${foreign.domain}:${foreign.op.slice(0, 80)}, but only standard ones are expected; export the model again from its run.`,
    );
};

const describe = ({ name, dtype, shape, dims }: Value): string =>
  `${name} ${dtype}[${(dims ?? shape).join(", ")}]`;

const expectList = (
  what: string,
  received: readonly string[],
  expected: readonly string[],
): void => {
  const at = Array.from(
    { length: Math.max(received.length, expected.length) },
    (_, i) => i,
  ).find((i) => received[i] !== expected[i]);
  if (at === undefined) return;
  throw new ModelFolderError(
    `${FILES.onnx} has the ${what.slice(0, -1)} ${received[at]?.slice(0, 120) ?? "none"} at place ${at}, where the model in config.json has ${expected[at] ?? "none"}; config.json and the ONNX file are not of one model.`,
  );
};
