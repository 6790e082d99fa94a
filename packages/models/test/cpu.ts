/** @file TF.js's cpu backend with the gradient rules. */
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import * as tf from "@tensorflow/tfjs-core";
import type { HostTensor } from "../src/host-tensor";

/** Chooses the cpu backend; for `beforeAll`. */
export const useCpu = async (): Promise<void> => {
  await tf.setBackend("cpu");
};

/** A host tensor as a TF.js tensor of the same dtype. */
export const toTensor = ({ data, shape, dtype }: HostTensor): tf.Tensor =>
  tf.tensor(data, [...shape], dtype);

/** The numbers of a tensor. */
export const numbers = (tensor: tf.Tensor): number[] => [...tensor.dataSync()];

/** One number. */
export const number = (tensor: tf.Tensor | undefined): number =>
  tensor?.dataSync()[0] ?? Number.NaN;
