/** @file Runs a golden case's forward, backward and AdamW updates through an engine. */
import {
  lossAndGradients,
  parameterLayout,
  splitParameters,
  toReferenceState,
  type ModelConfig,
} from "@trm/models";
import type { Engine, HostTensor } from "@trm/onnx/runtime";
import * as tf from "@tensorflow/tfjs-core";
import { startFrom } from "../run/train-state";
import { compileTrainStep } from "../step/train-step";
import type { CaseBatch, ExpectedAdamW, NamedTensors } from "./golden-case";

/** What one forward and backward gives. */
export interface Computed {
  /** [B, T, V] */
  readonly logits: HostTensor;
  /** nats */
  readonly loss: number;
  readonly ponderCost?: number;
  readonly stepsTaken?: number;
  /** under reference names; zeros where there is none */
  readonly gradients: NamedTensors;
  /** entries of the layout that no gradient reaches */
  readonly missing: ReadonlySet<string>;
}

/** The function to compile; adds to `missing` while it is traced or run. */
const computation =
  (config: ModelConfig, missing: Set<string>) =>
  (inputs: Record<string, tf.Tensor>): Record<string, tf.Tensor> => {
    const layout = parameterLayout(config);
    const { value, gradients } = lossAndGradients(
      splitParameters(inputs["params"] as tf.Tensor1D, layout),
      inputs["tokens"] as tf.Tensor2D,
      inputs["targets"] as tf.Tensor2D,
      config,
    );
    const flat = layout.entries.map(({ name, size }, i) => {
      const gradient = gradients[i];
      if (gradient) return tf.reshape(gradient, [size]);
      missing.add(name);
      return tf.zeros([size]);
    });
    const { logits, loss, ponderCost, stepsTaken } = value;
    return {
      logits,
      loss,
      gradients: tf.concat(flat),
      ...(ponderCost && { ponderCost }),
      ...(stepsTaken && { stepsTaken }),
    };
  };

/**
 * One forward and backward: whole unroll, whole block. Nothing is trimmed, since the ponder cost counts every position.
 *
 * @param engine what computes
 * @param config the case's model
 * @param params flat, in the order of the layout
 * @param batch [B, T]
 */
export async function compute(
  engine: Engine,
  config: ModelConfig,
  params: Float32Array,
  { tokens, targets }: CaseBatch,
): Promise<Computed> {
  const missing = new Set<string>();
  const flat = { dtype: "float32", shape: [params.length] } as const;
  const compiled = await engine.compile(computation(config, missing), {
    params: flat,
    tokens: { dtype: "int32", shape: tokens.shape },
    targets: { dtype: "int32", shape: targets.shape },
  });
  const feeds = { params: { ...flat, data: params }, tokens, targets };
  const out = await compiled.run(feeds);
  await compiled.release();
  const gradients = Float32Array.from(out["gradients"]!.data);
  return {
    logits: out["logits"]!,
    loss: out["loss"]!.data[0]!,
    ponderCost: out["ponderCost"]?.data[0],
    stepsTaken: out["stepsTaken"]?.data[0],
    gradients: toReferenceState(gradients, config),
    missing,
  };
}

/**
 * The case's AdamW updates, through the train step that runs train with.
 *
 * @param engine what computes
 * @param config the case's model
 * @param params flat, before the updates
 * @param expected optimizer settings and one batch per update
 * @returns the loss before each update, and the parameters after the last under reference names
 */
export async function runUpdates(
  engine: Engine,
  config: ModelConfig,
  params: Float32Array,
  { options, batches }: ExpectedAdamW,
): Promise<{ losses: number[]; parameters: NamedTensors }> {
  const [batchSize = 0, sequenceLength = 0] = batches[0]?.tokens.shape ?? [];
  const step = compileTrainStep(engine, {
    modelConfig: config,
    optimizer: options,
    seed: 0,
    batchSize,
    sequenceLength,
  });
  let state = startFrom(config, params);
  const losses: number[] = [];
  for (const { tokens, targets } of batches) {
    const result = await step.run(state, {
      tokens: Int32Array.from(tokens.data),
      targets: Int32Array.from(targets.data),
      batchSize,
      sequenceLength,
    });
    state = result.state;
    losses.push(result.loss);
  }
  await step.release();
  return { losses, parameters: toReferenceState(state.params, config) };
}
