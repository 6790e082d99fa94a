import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { useCpu } from "../../test/cpu";
import { KERNEL_NAMES, registerEagerKernels } from "./register";

it("every declared kernel has an eager implementation, registered once", async () => {
  await useCpu();
  registerEagerKernels("cpu");
  const names = tf.getKernelsForBackend("cpu").map((k) => k.kernelName);
  expect(KERNEL_NAMES).toEqual(["LayerNorm", "Gelu", "DropoutMask"]);
  for (const name of KERNEL_NAMES) {
    expect(names.filter((known) => known === name)).toHaveLength(1);
  }
});
