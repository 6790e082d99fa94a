import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { ARCHITECTURE_IDS } from "../src/architectures";
import { cachedPasses } from "../src/block-passes";
import type { BlockApplication } from "../src/forward-options";
import { forward } from "../src/forward";
import { numbers, useCpu } from "./cpu";
import { paramsOf, tinyConfig, tokens, weights } from "./tiny";

beforeAll(useCpu);

const tapped = (config: ReturnType<typeof tinyConfig>) => {
  const seen: BlockApplication[] = [];
  const params = paramsOf(weights(config), config);
  const { passes } = forward(params, tokens(), config, {
    tap: (application) => {
      seen.push(application);
      return application.output;
    },
  });
  return { seen, passes, params };
};

describe("a tap", () => {
  it.each(ARCHITECTURE_IDS)("sees every application of %s", (arch) => {
    const config = tinyConfig({ arch });
    const { seen, passes } = tapped(config);
    expect(seen.map(({ pass }) => pass)).toEqual([
      ...Array(cachedPasses(config)).keys(),
    ]);
    seen.forEach(({ output }, i) => {
      expect(numbers(output)).toEqual(numbers(passes[i]!));
    });
  });

  it("sees what goes in with the step's embedding", () => {
    const config = tinyConfig({ arch: "iterative-step", nLayer: 3 });
    const { seen, params } = tapped(config);
    const e = tf.slice(params.stepEmbedding!, [2, 0], [1, -1]);
    expect(numbers(seen[2]!.input)).toEqual(
      numbers(tf.add(seen[1]!.output, e)),
    );
  });

  it("decides what is used instead", () => {
    const config = tinyConfig({ arch: "iterative", nLayer: 2 });
    const params = paramsOf(weights(config), config);
    const { solutions } = forward(params, tokens(), config, {
      tap: ({ pass, output }) => (pass === 1 ? tf.mul(output, 2) : output),
    });
    const plain = forward(params, tokens(), config).solutions;
    expect(numbers(solutions[0]!)).toEqual(numbers(plain[0]!));
    expect(numbers(solutions[1]!)).toEqual(numbers(tf.mul(plain[1]!, 2)));
  });
});
