import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { useCpu } from "../../test/cpu";
import { dropout } from "./dropout-mask";
import { gelu } from "./gelu";
import { layerNorm } from "./layer-norm";

it("a backend learns a kernel when it is first called, and once", async () => {
  await useCpu();
  const norm = { gain: tf.ones([3]), bias: tf.zeros([3]) };
  for (let time = 0; time < 2; time++) {
    const x: tf.Tensor2D = layerNorm(tf.tensor2d([[1, 2, 4]]), norm);
    dropout(gelu(x), tf.scalar(1, "int32"), 0, 0.5);
  }
  const names = tf.getKernelsForBackend("cpu").map((k) => k.kernelName);
  for (const name of ["LayerNorm", "Gelu", "DropoutMask"])
    expect(names.filter((known) => known === name)).toHaveLength(1);
});
