/** @file A train step whose batch goes through one graph: forward, backward and update. */
import type { Engine } from "@trm/onnx/runtime";
import { CompiledFunctions } from "./compiled-functions";
import {
  batchFeeds,
  randomFeeds,
  stateFeeds,
  type TrainStepSpec,
} from "./feeds";
import { nextWeights, scalar } from "./outputs";
import type { OnCompiled, StepRunner } from "./step-runner";
import { unroll } from "./unroll";
import { updateFunction, updateSignature } from "./update";

/**
 * @param engine where it runs
 * @param spec what is compiled
 * @param onCompiled hears of every depth that is compiled
 */
export function wholeStep(
  engine: Engine,
  spec: TrainStepSpec,
  onCompiled: OnCompiled,
): StepRunner {
  const updates = new CompiledFunctions(async (depth: number) => {
    const started = performance.now();
    const fn = updateFunction(spec, depth);
    const compiled = await engine.compile(fn, updateSignature(spec));
    onCompiled(depth, performance.now() - started);
    return compiled;
  });
  return {
    run: async (state, batch, step, scalars) => {
      const feeds = {
        ...stateFeeds(state),
        ...batchFeeds(batch),
        ...scalars,
        ...randomFeeds(spec, step),
      };
      const { outputs, ...done } = await unroll(
        spec.modelConfig,
        (depth) => updates.at(depth),
        state.depth,
        feeds,
      );
      return {
        ...done,
        weights: nextWeights(outputs),
        loss: scalar(outputs, "loss") ?? NaN,
        gradientNorm: scalar(outputs, "gradientNorm") ?? NaN,
        meanActSteps: scalar(outputs, "meanSteps"),
      };
    },
    release: () => updates.release(),
  };
}
