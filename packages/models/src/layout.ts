/** @file Which parameters a model has, and where each lies in the one flat vector. */
import type { ModelConfig } from "./model-config";

/** A parameter starts as mean + std N(0, 1). */
export interface ParameterInit {
  readonly mean: number;
  readonly std: number;
}

/** One parameter tensor, a row-major stretch of the flat vector. */
export interface LayoutEntry {
  /** Dotted path, such as `blocks.0.attention.qkv`. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Index of its first number in the flat vector. */
  readonly offset: number;
  /** How many numbers it has. */
  readonly size: number;
  readonly init: ParameterInit;
  /** Which recurrence steps read it; a parameter of one step has a gradient from that step alone. */
  readonly reach: Reach;
}

/** Every step of the recurrence, or one of them. */
type Reach = "every-step" | "one-step";

/** All parameters of a model; the entries cover [0, size) in order, without gaps. */
export interface ParameterLayout {
  readonly entries: readonly LayoutEntry[];
  readonly size: number;
}

type Spec = readonly [
  name: string,
  shape: readonly number[],
  init: ParameterInit,
  reach?: Reach,
];

const ZERO: ParameterInit = { mean: 0, std: 0 };
const ONE: ParameterInit = { mean: 1, std: 0 };
const SMALL: ParameterInit = { mean: 0, std: 0.02 };
/** q starts at -5 everywhere: a TRM that nothing taught to halt never does. */
const MINUS_FIVE: ParameterInit = { mean: -5, std: 0 };

const norm = (name: string, C: number): Spec[] => [
  [`${name}.gain`, [C], ONE],
  [`${name}.bias`, [C], ZERO],
];

/** Weights are [in, out]: y = x W + b. */
const linear = (name: string, inputs: number, outputs: number): Spec[] => [
  [`${name}.weight`, [inputs, outputs], SMALL],
  [`${name}.bias`, [outputs], ZERO],
];

const block = (name: string, C: number): Spec[] => [
  ...norm(`${name}.norm1`, C),
  [`${name}.attention.qkv`, [C, 3 * C], SMALL],
  ...linear(`${name}.attention.projection`, C, C),
  ...norm(`${name}.norm2`, C),
  ...linear(`${name}.feedForward.up`, C, 4 * C),
  ...linear(`${name}.feedForward.down`, 4 * C, C),
];

const HALTING_HEAD: Readonly<
  Record<ModelConfig["halting"], (C: number) => Spec[]>
> = {
  none: () => [],
  act: (C) => linear("halt", C, 1),
  q: (C) => [
    ["q.weight", [C, 1], ZERO],
    ["q.bias", [1], MINUS_FIVE],
  ],
};

const inOneStep = (specs: readonly Spec[]): Spec[] =>
  specs.map(([name, shape, init]) => [name, shape, init, "one-step"]);

const specs = (config: ModelConfig): Spec[] => {
  const { vocabSize: V, blockSize, nLayer, nEmbd: C } = config;
  const embedding: ParameterInit = { mean: 0, std: config.embeddingStd };
  const state: ParameterInit = { mean: 0, std: config.initialStateStd };
  const distinct = config.blocks === "distinct";
  const blocks = Array.from({ length: distinct ? nLayer : 1 }, (_, i) =>
    block(`blocks.${i}`, C),
  ).flat();
  const embeddings: Spec[] = [
    ["tokenEmbedding", [V, C], embedding],
    ["positionEmbedding", [blockSize, C], embedding],
  ];
  return [
    // One stream starts as x and never sees it again; two see it in every step.
    ...(config.streams === 1 ? inOneStep(embeddings) : embeddings),
    ...(config.stepEmbedding
      ? [["stepEmbedding", [nLayer, C], SMALL] satisfies Spec]
      : []),
    ...(config.streams === 2
      ? inOneStep([
          ["solution", [C], state],
          ["reasoning", [C], state],
        ])
      : []),
    ...(distinct ? inOneStep(blocks) : blocks),
    ...HALTING_HEAD[config.halting](C),
    ...norm("finalNorm", C),
    ...linear("head", C, V),
  ];
};

/**
 * The parameters that a config has, in their order in the flat vector.
 *
 * | parameter | starts as |
 * |---|---|
 * | Linear weights, step embedding | N(0, 0.02²) |
 * | y_0, z_0 | N(0, initialStateStd²) |
 * | token and position embedding | N(0, embeddingStd²) |
 * | biases | 0 |
 * | LayerNorm gain, bias | 1, 0 |
 * | q head weight, bias | 0, -5 |
 */
export const parameterLayout = (config: ModelConfig): ParameterLayout => {
  let offset = 0;
  const entries = specs(config).map((spec): LayoutEntry => {
    const [name, shape, init, reach = "every-step"] = spec;
    const size = shape.reduce((product, n) => product * n, 1);
    const entry = { name, shape, offset, size, init, reach };
    offset += size;
    return entry;
  });
  return { entries, size: offset };
};

/** Number of parameters of a model. */
export const countParameters = (config: ModelConfig): number =>
  parameterLayout(config).size;
