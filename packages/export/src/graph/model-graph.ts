/** @file A model as an ONNX graph with the inputs and outputs that Hugging Face's decoders have. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import {
  cachedPasses,
  forward,
  nestParameters,
  parameterLayout,
  type ModelConfig,
} from "@trm/models";
import {
  bindInputs,
  encodeGraph,
  toGraph,
  type Graph,
  type Signature,
  type TensorSpec,
} from "@trm/onnx";

/** What runs the exported model: any runtime since 2024. */
export const OPSET = 21;

/** Names of the inputs with one block pass's keys and values, and of the outputs that go on from them. */
export const cacheNames = (pass: number) => ({
  pastKey: `past_key_values.${pass}.key`,
  pastValue: `past_key_values.${pass}.value`,
  presentKey: `present.${pass}.key`,
  presentValue: `present.${pass}.value`,
});

const passNumbers = (config: ModelConfig): readonly number[] =>
  Array.from({ length: cachedPasses(config) }, (_, pass) => pass);

/**
 * The inputs that a decoder feeds, without the parameters: tokens, which of past and new positions are real, where the
 * new tokens stand, and the keys and values of every block pass so far.
 */
export const decoderSignature = (config: ModelConfig): Signature => {
  const { nHead, nEmbd } = config;
  const cache: TensorSpec = {
    dtype: "float32",
    shape: ["batch", nHead, "past", nEmbd / nHead],
  };
  const ids = (time: string): TensorSpec => ({
    dtype: "int64",
    shape: ["batch", time],
  });
  return {
    input_ids: ids("sequence"),
    attention_mask: ids("past + sequence"),
    position_ids: ids("sequence"),
    ...Object.fromEntries(
      passNumbers(config).flatMap((pass) => {
        const { pastKey, pastValue } = cacheNames(pass);
        return [
          [pastKey, cache],
          [pastValue, cache],
        ];
      }),
    ),
  };
};

/** {@link decoderSignature}, then every parameter under its name in the layout. */
export const modelSignature = (config: ModelConfig): Signature => ({
  ...decoderSignature(config),
  ...Object.fromEntries(
    parameterLayout(config).entries.map(({ name, shape }) => [
      name,
      { dtype: "float32", shape } satisfies TensorSpec,
    ]),
  ),
});

/** Names of the outputs, in order; `steps` says how many recurrence steps each new position used. */
export const outputNames = (config: ModelConfig): readonly string[] => [
  "logits",
  ...passNumbers(config).flatMap((pass) => {
    const { presentKey, presentValue } = cacheNames(pass);
    return [presentKey, presentValue];
  }),
  ...(config.halting === "none" ? [] : ["steps"]),
];

/**
 * Clients let a sequence that has ended run on until the last one of its batch has; beyond the block its tokens mean
 * nothing, but must not end the others' run.
 */
const insideBlock = (
  positions: Tensor2D,
  { blockSize }: ModelConfig,
): Tensor2D => tf.minimum(positions, tf.scalar(blockSize - 1, "int32"));

/** The forward with the interface of {@link modelSignature}. */
const decoderStep =
  (config: ModelConfig) =>
  (inputs: Readonly<Record<string, Tensor>>): Record<string, Tensor> => {
    const get = (name: string): Tensor => inputs[name]!;
    const layout = parameterLayout(config);
    const params = nestParameters(
      layout.entries.map(({ name }) => get(name)),
      layout,
    );
    const past = passNumbers(config).map((pass) => {
      const { pastKey, pastValue } = cacheNames(pass);
      return {
        key: get(pastKey) as Tensor4D,
        value: get(pastValue) as Tensor4D,
      };
    });
    const { logits, present, stepsUsed } = forward(
      params,
      get("input_ids") as Tensor2D,
      config,
      {
        decoding: {
          past,
          attentionMask: get("attention_mask") as Tensor2D,
          positions: insideBlock(get("position_ids") as Tensor2D, config),
        },
      },
    );
    const presents = (present ?? []).flatMap(({ key, value }, pass) => {
      const { presentKey, presentValue } = cacheNames(pass);
      return [
        [presentKey, key],
        [presentValue, value],
      ] as const;
    });
    return {
      logits,
      ...Object.fromEntries(presents),
      ...(stepsUsed === undefined ? {} : { steps: stepsUsed }),
    };
  };

/**
 * The model as a graph whose inputs are {@link modelSignature}: prefill with an empty past, or any number of steps on.
 *
 * Outputs: `logits` [batch, sequence, V], `present.<i>.key` and `.value` [batch, nHead, past + sequence, headSize] of every
 * block pass i and, for an architecture that halts, `steps` [batch, sequence].
 */
export const modelGraph = (config: ModelConfig): Graph =>
  toGraph(decoderStep(config), modelSignature(config), {
    opset: OPSET,
    standardOnly: true,
  });

/**
 * {@link modelGraph} with the parameters inside.
 *
 * @param params  flat, [layout.size]
 */
export const boundGraph = (config: ModelConfig, params: Float32Array): Graph =>
  bindInputs(
    modelGraph(config),
    Object.fromEntries(
      parameterLayout(config).entries.map(({ name, shape, offset, size }) => [
        name,
        {
          dtype: "float32" as const,
          shape,
          data: params.subarray(offset, offset + size),
        },
      ]),
    ),
  );

/**
 * A trained model as an ONNX file: standard operators of opset 21, IR version 10, weights inside. The same arguments give
 * the same bytes.
 *
 * @param params  flat, [layout.size]
 * @param options.metadata  what the file says of itself, by name
 */
export const exportModel = (
  config: ModelConfig,
  params: Float32Array,
  options: { readonly metadata?: Readonly<Record<string, string>> } = {},
): Uint8Array =>
  encodeGraph(boundGraph(config, params), { opset: OPSET, ...options });
