/** @file Teaches a TF.js backend the kernels of this package. */
import {
  getKernelsForBackend,
  registerKernel,
  Tensor,
  tidy,
} from "@tensorflow/tfjs-core";
import type { NamedAttrMap, TensorInfo } from "@tensorflow/tfjs-core";
import { DROPOUT_MASK, eagerDropoutMask } from "./dropout-mask";
import { eagerGelu, GELU } from "./gelu";
import { eagerLayerNorm, LAYER_NORM } from "./layer-norm";

type Inputs = Readonly<Record<string, TensorInfo | undefined>>;
type EagerKernel = (inputs: Inputs, attrs: NamedAttrMap) => Tensor | Tensor[];

const isTensor = (value: unknown): value is Tensor => value instanceof Tensor;

/** The engine hands kernels the tensors they were called with. */
const tensor = (inputs: Inputs, name: string): Tensor => {
  const input = inputs[name];
  if (isTensor(input)) return input;
  throw new TypeError(`Kernel input ${name} must be a tensor.`);
};

const EAGER_KERNELS: Readonly<Record<string, EagerKernel>> = {
  [LAYER_NORM]: (inputs, { epsilon }) =>
    eagerLayerNorm(
      tensor(inputs, "x"),
      tensor(inputs, "gain"),
      tensor(inputs, "bias"),
      Number(epsilon),
    ),
  [GELU]: (inputs) => eagerGelu(tensor(inputs, "x")),
  [DROPOUT_MASK]: (inputs, { shape, site, rate }) =>
    eagerDropoutMask(tensor(inputs, "key"), {
      shape: Array.isArray(shape) ? shape.map(Number) : [],
      site: Number(site),
      rate: Number(rate),
    }),
};

/** Names of the kernels that this package declares; every engine implements each. */
export const KERNEL_NAMES: readonly string[] = Object.keys(EAGER_KERNELS);

/**
 * Registers LayerNorm, Gelu and DropoutMask, as compositions of TF.js ops, for a backend that lacks them.
 *
 * @param backendName  such as "cpu", "wasm", "tensorflow"; repeating the call changes nothing
 */
export const registerEagerKernels = (backendName: string): void => {
  const known = new Set(
    getKernelsForBackend(backendName).map(({ kernelName }) => kernelName),
  );
  for (const [kernelName, compute] of Object.entries(EAGER_KERNELS)) {
    if (known.has(kernelName)) continue;
    registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, attrs }) =>
        tidy(() => compute(inputs, attrs ?? {})),
    });
  }
};
