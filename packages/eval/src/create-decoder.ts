/** @file The decoder that fits an engine: the exported graph with a cache where there are sessions, else the forward. */
import { modelGraph } from "@trm/export/graph";
import { type ModelConfig, parameterLayout } from "@trm/models";
import { decodeModel, encodeGraph, generationGraph } from "@trm/onnx";
import type { Engine, Feeds } from "@trm/onnx/runtime";
import { createCachedDecoder } from "./cached-decoder";
import type { Decoder, ModelDecoder } from "./decoder";
import { checkParameters } from "./parameters";
import { createUncachedDecoder } from "./uncached-decoder";

/** A model as parameters, which may change from request to request. */
export interface ModelInMemory {
  /** Where the decoder runs; stays the caller's to release. */
  readonly engine: Engine;
  readonly config: ModelConfig;
  /** [parameterLayout(config).size] all parameters. */
  readonly params: Float32Array;
}

/** A model as the artefact that is shipped: an ONNX file with its weights. */
export interface ModelArtefact {
  /** Where the decoder runs, an onnxruntime one; stays the caller's to release. */
  readonly engine: Engine;
  readonly config: ModelConfig;
  /** The bytes of the exported `model.onnx`. */
  readonly model: Uint8Array;
}

/** Views of the parameters under the names of the graph's inputs. */
const weightFeeds = (config: ModelConfig, params: Float32Array): Feeds =>
  Object.fromEntries(
    parameterLayout(config).entries.map(({ name, shape, offset, size }) => [
      name,
      {
        dtype: "float32",
        shape,
        data: params.subarray(offset, offset + size),
      },
    ]),
  );

const createModelDecoder = async (
  options: ModelInMemory,
): Promise<ModelDecoder> => {
  const { engine, config } = options;
  if (engine.name === "tfjs") return createUncachedDecoder(options);
  let weights = weightFeeds(config, checkParameters(config, options.params));
  const loop = await engine.load(
    encodeGraph(generationGraph(modelGraph(config))),
  );
  return {
    ...createCachedDecoder([loop], config, () => weights),
    setParams: (next) => {
      weights = weightFeeds(config, checkParameters(config, next));
    },
  };
};

const createArtefactDecoder = async ({
  engine,
  config,
  model,
}: ModelArtefact): Promise<Decoder> => {
  const { graph } = decodeModel(model);
  const loops = await engine.loadCopies(encodeGraph(generationGraph(graph)));
  return createCachedDecoder(loops, config, () => ({}));
};

/**
 * A decoder for a model in memory or for an exported one.
 *
 * On onnxruntime it runs the exported graph itself, wrapped into one loop over the new tokens with its keys and values
 * as loop state; the sizes are dynamic, so nothing is compiled again for another batch or length. On tfjs, which opens
 * no ONNX file, it is {@link createUncachedDecoder}.
 *
 * @throws {ParameterCountError | NonFiniteParameterError} when the parameters are not the model's
 * @throws {OnnxFormatError} when the artefact cannot be read
 * @throws {RuntimeError} for an artefact on the tfjs engine
 */
export function createDecoder(model: ModelInMemory): Promise<ModelDecoder>;
export function createDecoder(artefact: ModelArtefact): Promise<Decoder>;
export function createDecoder(
  model: ModelInMemory | ModelArtefact,
): Promise<Decoder> {
  return "params" in model
    ? createModelDecoder(model)
    : createArtefactDecoder(model);
}
