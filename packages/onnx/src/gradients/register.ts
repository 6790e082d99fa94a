/** @file Makes TF.js differentiable when only its core is installed. */
import { registerGradient } from "@tensorflow/tfjs-core";
import { addTensorMethods } from "./tensor-methods";
import { TFJS_GRADIENTS } from "./tfjs-gradients";

let registered = false;

/** Registers the gradient rules of tfjs-core's kernels with TF.js, once per process. */
export const registerGradients = (): void => {
  if (registered) return;
  addTensorMethods();
  for (const gradient of TFJS_GRADIENTS) registerGradient(gradient);
  registered = true;
};
