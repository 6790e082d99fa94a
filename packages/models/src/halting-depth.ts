/** @file When a forward of fewer steps gives the same numbers. */
import type { ModelConfig } from "./model-config";

/** Whether a forward asks q: read at the last position it would need to know where a sequence ends, so only training asks it. */
export const asksQ = ({
  halting,
  fullCompute,
  qPosition,
}: Pick<ModelConfig, "halting" | "fullCompute" | "qPosition">): boolean =>
  halting === "q" && !fullCompute && qPosition === "first";

/**
 * Whether a forward with `depth` below the number of steps is exact once its `running` is 0: halting must be able to end
 * the loop, and the loss must look at the output alone.
 */
export const canStopEarly = (config: ModelConfig): boolean =>
  config.supervision === "last" && (config.halting === "act" || asksQ(config));
