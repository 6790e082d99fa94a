/** @file Runs many cases at once, with gradients, as one function of named tensors. */
import * as tf from "@tensorflow/tfjs-core";
import { registerGradients } from "../../src/gradients/register";
import type { HostTensor } from "../../src/runtime";
import type { Signature, TensorFunction } from "../../src/signature";
import type { Case, CaseFunction, Tensors } from "./case";

registerGradients();

/** Whether TF.js can differentiate a kernel. */
export const hasGradientRule = (kernel: string): boolean =>
  (tf.getGradient(kernel) as tf.GradConfig | undefined) !== undefined;

/** Whether a case's gradients are compared. */
const hasGradient = ({ kernel, inputs, gradient }: Case): boolean =>
  gradient ??
  (hasGradientRule(kernel) &&
    Object.values(inputs).some(({ dtype }) => dtype === "float32"));

/** Different weights for the elements of an output, so that a gradient in the wrong place shows. */
const weights = (shape: number[]): tf.Tensor => {
  const size = shape.reduce((product, extent) => product * extent, 1);
  const values = Array.from({ length: size }, (_, i) => 1 + (i % 7) / 4);
  return tf.tensor(Float32Array.from(values), shape, "float32");
};

const weightedSum = (outputs: readonly tf.Tensor[]): tf.Scalar =>
  tf.addN(
    outputs.map((output) =>
      tf.sum<tf.Scalar>(
        tf.mul(tf.cast(output, "float32"), weights(output.shape)),
      ),
    ),
  );

/** Outputs under 0, 1, ..., gradients under "d" and the input's name. */
const evaluate = (
  test: Case,
  fn: CaseFunction,
  inputs: Tensors,
): Record<string, tf.Tensor> => {
  const results: Record<string, tf.Tensor> = {};
  for (const [i, output] of [fn(inputs)].flat().entries())
    results[String(i)] = output;
  if (!hasGradient(test)) return results;
  const names = Object.keys(inputs).filter(
    (name) => inputs[name]!.dtype === "float32",
  );
  const gradients = tf.grads((...varied) => {
    const replaced = names.map((name, i) => [name, varied[i]!] as const);
    return weightedSum(
      [fn({ ...inputs, ...Object.fromEntries(replaced) })].flat(),
    );
  })(names.map((name) => inputs[name]!));
  names.forEach((name, i) => (results[`d${name}`] = gradients[i]!));
  return results;
};

const key = (index: number, name: string): string => `${index}.${name}`;

/** All cases as one traceable function. */
export const together =
  (cases: readonly Case[], which: "fn" | "reference" = "fn"): TensorFunction =>
  (tensors) => {
    const outputs: Tensors = {};
    for (const [i, test] of cases.entries()) {
      const inputs: Tensors = {};
      for (const name of Object.keys(test.inputs))
        inputs[name] = tensors[key(i, name)]!;
      const fn = test[which] ?? test.fn;
      for (const [name, value] of Object.entries(evaluate(test, fn, inputs)))
        outputs[key(i, name)] = value;
    }
    return outputs;
  };

/** What {@link together} is fed. */
export const feedsOf = (cases: readonly Case[]): Record<string, HostTensor> =>
  Object.fromEntries(
    cases.flatMap(({ inputs }, i) =>
      Object.entries(inputs).map(([name, value]) => [key(i, name), value]),
    ),
  );

export const signatureOf = (
  feeds: Readonly<Record<string, HostTensor>>,
): Signature =>
  Object.fromEntries(
    Object.entries(feeds).map(([name, { dtype, shape }]) => [
      name,
      { dtype, shape },
    ]),
  );

/** The results of one case among those of {@link together}. */
export const resultsOf = (
  index: number,
  results: Readonly<Record<string, HostTensor>>,
): Record<string, HostTensor> =>
  Object.fromEntries(
    Object.entries(results)
      .filter(([name]) => name.startsWith(`${index}.`))
      .map(([name, value]) => [name.slice(`${index}.`.length), value]),
  );
