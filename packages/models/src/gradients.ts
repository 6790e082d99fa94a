/** @file Gradients that may be missing: no gradient is not a zero gradient. */
import { engine, keep, Tensor } from "@tensorflow/tfjs-core";
import type { Scalar, Tensor2D } from "@tensorflow/tfjs-core";
import type { ModelConfig } from "./model-config";
import { detach } from "./detach";
import type { ForwardOptions } from "./forward-options";
import { parameterLayout } from "./layout";
import { computeLoss, type LossReport } from "./loss";
import { nestParameters } from "./params";

/** Named tensors, one of them the loss. */
interface WithLoss {
  readonly loss: Scalar;
}

/** A function's tensors, and the gradient of its loss. */
export interface ValueAndGradients<R> {
  readonly value: R;
  /** One per input; null where the loss does not depend on it. */
  readonly gradients: readonly (Tensor | null)[];
}

/**
 * Runs `f` and differentiates the `loss` among its tensors.
 *
 * TF.js's gradient rules must be registered. Unlike `tf.valueAndGrads` it hands back everything that `f` computed, and
 * allows inputs that the loss does not depend on.
 *
 * @param f   named tensors, computed from xs
 * @param xs  the tensors to differentiate with respect to
 */
export const valueAndGradients = <R extends WithLoss>(
  f: () => R,
  xs: readonly Tensor[],
): ValueAndGradients<R> => {
  let result: R | undefined;
  const { grads } = engine().gradients<Tensor>(
    () => {
      result = f();
      for (const tensor of tensorsOf(result)) keep(tensor);
      return result.loss;
    },
    [...xs],
    undefined,
    true,
  );
  if (result === undefined) throw new Error("The function was never run.");
  return {
    value: release(result),
    gradients: xs.map((_, i) => grads[i] ?? null),
  };
};

const isTensor = (value: unknown): value is Tensor => value instanceof Tensor;

const tensorsOf = (record: object): Tensor[] =>
  Object.values(record).filter(isTensor);

/** Hands kept tensors back to the caller's scope. */
const release = <R extends object>(kept: R): R => {
  const released = Object.entries(kept)
    .filter((entry): entry is [string, Tensor] => isTensor(entry[1]))
    .map(([name, tensor]) => [name, detach(tensor)] as const);
  for (const tensor of tensorsOf(kept)) tensor.dispose();
  return { ...kept, ...Object.fromEntries(released) };
};

/**
 * {@link computeLoss} and its gradient with respect to each parameter.
 *
 * @param leaves   the parameters in the layout's order, from `splitParameters`
 * @param tokens   [B, T] int32
 * @param targets  [B, T] int32; -100 is ignored
 * @returns the report, and per layout entry a gradient of its shape, or null
 */
export const lossAndGradients = (
  leaves: readonly Tensor[],
  tokens: Tensor2D,
  targets: Tensor2D,
  config: ModelConfig,
  options: ForwardOptions = {},
): ValueAndGradients<LossReport> => {
  const layout = parameterLayout(config);
  return valueAndGradients(
    () =>
      computeLoss(
        nestParameters(leaves, layout),
        tokens,
        targets,
        config,
        options,
      ),
    leaves,
  );
};
