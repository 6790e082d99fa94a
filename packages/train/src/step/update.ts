/** @file One train step as pure TF.js: loss, gradients, AdamW; where supervision is carried, once per recurrence step. */
import {
  canStopEarly,
  crossEntropy,
  detachState,
  embed,
  initialState,
  lossAndGradients,
  nestParameters,
  parameterLayout,
  readout,
  recurrenceStep,
  splitParameters,
  valueAndGradients,
  type ForwardOptions,
  type ModelConfig,
  type ParameterLayout,
  type State,
} from "@trm/models";
import type { Signature, TensorFunction } from "@trm/onnx";
import * as tf from "@tensorflow/tfjs-core";
import {
  adamWFlat,
  type AdamWOptions,
  type AdamWScalars,
  type AdamWState,
} from "../optimizer/adam-w";

/** What a train step is compiled for. */
export interface UpdateSpec {
  readonly modelConfig: ModelConfig;
  readonly betas: Pick<AdamWOptions, "beta1" | "beta2">;
  /** sequences */
  readonly batchSize: number;
  /** tokens per sequence */
  readonly sequenceLength: number;
}

/** Optimizer updates inside one train step: one, or one per recurrence step where supervision is carried. */
export const updatesPerStep = ({ supervision, nLayer }: ModelConfig): number =>
  supervision === "carried" ? nLayer : 1;

/** Whether q-halt draws minimum steps in training. */
export const explores = (config: ModelConfig): boolean =>
  config.halting === "q" &&
  config.supervision !== "carried" &&
  config.haltExplorationProb > 0 &&
  !config.fullCompute;

/**
 * The inputs of a train step. `decay`, `stepSize` and `epsilon` hold AdamW's scalars: first one per update for the
 * parameters that every update reaches, then those of the parameters that one update per step reaches.
 *
 * @param spec what is compiled
 */
export function updateSignature(spec: UpdateSpec): Signature {
  const { modelConfig, batchSize, sequenceLength } = spec;
  const flat = parameterLayout(modelConfig).size;
  const float = (...shape: number[]) => ({ dtype: "float32", shape }) as const;
  const int = (...shape: number[]) => ({ dtype: "int32", shape }) as const;
  const scalars = float(updatesPerStep(modelConfig) + 1);
  return {
    params: float(flat),
    m: float(flat),
    v: float(flat),
    tokens: int(batchSize, sequenceLength),
    targets: int(batchSize, sequenceLength),
    decay: scalars,
    stepSize: scalars,
    epsilon: scalars,
    ...(modelConfig.dropout > 0 && { dropoutKey: int() }),
    ...(explores(modelConfig) && { minimumSteps: int(batchSize) }),
  };
}

type Inputs = Readonly<Record<string, tf.Tensor>>;

/** What the two kinds of supervision have in common. */
interface Context {
  readonly spec: UpdateSpec;
  readonly layout: ParameterLayout;
  readonly tokens: tf.Tensor2D;
  readonly targets: tf.Tensor2D;
  readonly options: ForwardOptions;
  /** AdamW's scalars, see {@link updateSignature} */
  readonly scalars: readonly AdamWScalars<tf.Scalar>[];
}

function input(inputs: Inputs, name: string): tf.Tensor {
  const tensor = inputs[name];
  if (!tensor) throw new Error(`the train step has no input ${name}`);
  return tensor;
}

const vectorInput = (inputs: Inputs, name: string): tf.Tensor1D =>
  tf.reshape(input(inputs, name), [-1]);

const tokensInput = (inputs: Inputs, name: string): tf.Tensor2D => {
  const tensor = input(inputs, name);
  const [B = 0] = tensor.shape;
  return tf.reshape(tensor, [B, -1]);
};

const scalarsOf = (inputs: Inputs): AdamWScalars<tf.Scalar>[] => {
  const parts = (name: string): tf.Scalar[] => {
    const all = vectorInput(inputs, name);
    return tf
      .split(all, all.shape[0])
      .map((part): tf.Scalar => tf.reshape(part, []));
  };
  const [decay, stepSize, epsilon] = ["decay", "stepSize", "epsilon"].map(
    parts,
  );
  return decay!.map((_, i) => ({
    decay: decay![i]!,
    stepSize: stepSize![i]!,
    epsilon: epsilon![i]!,
  }));
};

function update(
  state: AdamWState,
  gradients: readonly (tf.Tensor | null)[],
  index: number,
  { spec, layout, scalars }: Context,
) {
  const entries = layout.entries.map(({ reach, size }, i) => ({
    size,
    gradient: gradients[i] ?? null,
    // PyTorch counts updates per parameter, so the bias correction of one-step parameters counts train steps.
    scalars: reach === "one-step" ? scalars.at(-1)! : scalars[index]!,
  }));
  return adamWFlat(state, entries, spec.betas);
}

/** One forward, one update. */
function updateOnce(state: AdamWState, context: Context) {
  const { spec, layout, tokens, targets, options } = context;
  const leaves = splitParameters(state.params, layout);
  const { value, gradients } = lossAndGradients(
    leaves,
    tokens,
    targets,
    spec.modelConfig,
    options,
  );
  const { squaredNorm, ...updated } = update(state, gradients, 0, context);
  const { loss, meanSteps, running, stepsTaken } = value;
  return {
    ...updated,
    loss,
    gradientNorm: tf.sqrt(squaredNorm),
    ...(meanSteps && { meanSteps }),
    ...(running && { running }),
    ...(stepsTaken && { stepsTaken }),
  };
}

/**
 * An update after every recurrence step; the next step goes on from the detached y and z with the updated parameters:
 *
 *   loss_s = cross entropy of head(LN(y_s));  p ← AdamW(p, gradient of loss_s);  y, z carried over
 *
 * Halting plays no part. The loss reported is the last step's; the gradient norm is the root of the mean square over
 * the updates.
 */
function updateCarried(initial: AdamWState, context: Context) {
  const { spec, layout, tokens, targets, options } = context;
  const { modelConfig } = spec;
  let state = initial;
  let carried: State | undefined;
  let loss: tf.Scalar | undefined;
  const squaredNorms: tf.Scalar[] = [];
  for (let s = 0; s < modelConfig.nLayer; s += 1) {
    const leaves = splitParameters(state.params, layout);
    const { value, gradients } = valueAndGradients(() => {
      const params = nestParameters(leaves, layout);
      const x = embed(params, tokens, modelConfig);
      const before = carried ?? initialState(params, x, modelConfig);
      const after = recurrenceStep(params, x, before, s, modelConfig, options);
      const logits = readout(params, after.solution);
      return { loss: crossEntropy(logits, targets), ...after };
    }, leaves);
    const { squaredNorm, ...updated } = update(state, gradients, s, context);
    const { loss: latest, ...after } = value;
    [state, loss, carried] = [updated, latest, detachState(after)];
    squaredNorms.push(squaredNorm);
  }
  const meanSquare = tf.mean<tf.Scalar>(tf.stack(squaredNorms));
  return { ...state, loss: loss!, gradientNorm: tf.sqrt(meanSquare) };
}

/**
 * The function of one train step: (params, m, v, batch, scalars, randomness) to (nextParams, nextM, nextV, loss,
 * gradientNorm), and with halting meanSteps and running; with q-halt also stepsTaken.
 *
 * @param spec what is compiled
 * @param depth recurrence steps to unroll; exact where the output `running` is 0 and q-halt's `stepsTaken` is the depth
 */
export const updateFunction =
  (spec: UpdateSpec, depth: number): TensorFunction =>
  (inputs) => {
    const state: AdamWState = {
      params: vectorInput(inputs, "params"),
      m: vectorInput(inputs, "m"),
      v: vectorInput(inputs, "v"),
    };
    const { modelConfig } = spec;
    const context: Context = {
      spec,
      layout: parameterLayout(modelConfig),
      tokens: tokensInput(inputs, "tokens"),
      targets: tokensInput(inputs, "targets"),
      scalars: scalarsOf(inputs),
      options: {
        depth,
        // The loss looks at one step's y: the steps before it need no backward pass.
        assumeRunning: canStopEarly(modelConfig),
        ...(modelConfig.dropout > 0 && {
          dropoutKey: tf.reshape(input(inputs, "dropoutKey"), []),
        }),
        ...(explores(modelConfig) && {
          minimumSteps: vectorInput(inputs, "minimumSteps"),
        }),
      },
    };
    const { params, m, v, ...report } =
      modelConfig.supervision === "carried"
        ? updateCarried(state, context)
        : updateOnce(state, context);
    // A graph's values have unique names, so what goes out cannot be called as what comes in.
    return { nextParams: params, nextM: m, nextV: v, ...report };
  };
