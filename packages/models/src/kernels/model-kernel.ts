/** @file A kernel of this package: compiling engines lower it by its name, TF.js backends learn it when it is first called. */
import {
  engine,
  getBackend,
  getKernelsForBackend,
  registerKernel,
  tidy,
} from "@tensorflow/tfjs-core";
import type { NamedAttrMap, Tensor } from "@tensorflow/tfjs-core";

/** A kernel's name, and what it computes as a composition of TF.js ops. */
export interface ModelKernel<
  Inputs extends Record<string, Tensor>,
  Attributes extends NamedAttrMap,
  Outputs extends Tensor | Tensor[],
> {
  readonly name: string;
  readonly compute: (inputs: Inputs, attributes: Attributes) => Outputs;
}

/** Backends and kernels that have been looked at, as "backend kernel". */
const known = new Set<string>();

/** Registers the composition with the current backend, unless it has a kernel of that name. */
const teach = <
  I extends Record<string, Tensor>,
  A extends NamedAttrMap,
  O extends Tensor | Tensor[],
>({
  name: kernelName,
  compute,
}: ModelKernel<I, A, O>): void => {
  const backendName = getBackend();
  const key = `${backendName} ${kernelName}`;
  if (known.has(key)) return;
  known.add(key);
  const names = getKernelsForBackend(backendName).map((k) => k.kernelName);
  if (names.includes(kernelName)) return;
  registerKernel({
    kernelName,
    backendName,
    // The engine hands kernels the tensors and attributes that they were called with.
    kernelFunc: ({ inputs, attrs }) =>
      tidy(() => compute(inputs as I, attrs as A)),
  });
};

/** Runs a kernel of this package on whatever TF.js backend is in charge. */
export const runKernel = <
  I extends Record<string, Tensor>,
  A extends NamedAttrMap,
  O extends Tensor | Tensor[],
>(
  kernel: ModelKernel<I, A, O>,
  inputs: I,
  attributes: A,
): O => {
  teach(kernel);
  return engine().runKernel<O>(kernel.name, inputs, attributes);
};
