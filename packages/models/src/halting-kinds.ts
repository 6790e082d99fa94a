/** @file The kinds of halting. */
import type { Tensor3D } from "@tensorflow/tfjs-core";
import { startAct } from "./act";
import type { StartHalting } from "./halting";
import type { ModelConfig } from "./model-config";
import { startQHalt } from "./q-halt";

/** No halting: the output is the last y. */
const startNone: StartHalting = () => {
  let output: Tensor3D;
  return {
    observe: (y) => {
      output = y;
    },
    finish: () => ({ output, report: {} }),
  };
};

/** The table of halting kinds. */
export const HALTING_KINDS: Readonly<
  Record<ModelConfig["halting"], StartHalting>
> = { none: startNone, act: startAct, q: startQHalt };
