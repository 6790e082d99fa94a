/** @file Weights that a run starts from in place of seeded ones. */
import { parameterLayout, showValue, type ModelConfig } from "@trm/models";
import { createHash } from "node:crypto";
import { InitialWeightsError } from "../errors";

/** The weights of a model that was trained before. */
export interface InitialWeights {
  /** where they come from, for messages and run.json */
  readonly path: string;
  /** the model that they were trained for */
  readonly modelConfig: ModelConfig;
  /** flat, in the order of the model's parameter layout */
  readonly params: Float32Array;
}

/** What run.json says of weights that a run did not make itself. */
export interface WeightsRecord {
  readonly path: string;
  /** SHA-256 of the flat parameters, little-endian float32, in hexadecimal */
  readonly sha256: string;
}

/** Names where weights come from, and what they were. */
export const describeWeights = ({
  path,
  params,
}: Pick<InitialWeights, "path" | "params">): WeightsRecord => ({
  path,
  sha256: createHash("sha256")
    .update(new Uint8Array(params.buffer, params.byteOffset, params.byteLength))
    .digest("hex"),
});

/** What weights mean depends on these; loops, steps, losses and dropout may differ. */
const SAME: readonly (keyof ModelConfig)[] = [
  "arch",
  "vocabSize",
  "blockSize",
  "nEmbd",
  "nHead",
  "blocks",
  "stepEmbedding",
  "streams",
  "halting",
  "stateNorm",
  "blockNorm",
  "embeddingScale",
];

/**
 * Refuses weights that another model would have to be made of.
 *
 * @param init the weights
 * @param modelConfig the model of the run that is to start from them
 * @throws {InitialWeightsError} naming the first value, or else the first parameter, that differs
 */
export function checkInitialWeights(
  { path, modelConfig: theirs }: Omit<InitialWeights, "params">,
  modelConfig: ModelConfig,
): void {
  const key = SAME.find((name) => theirs[name] !== modelConfig[name]);
  if (key !== undefined)
    throw new InitialWeightsError(
      `The weights in ${path} are of a model with ${key} ${showValue(theirs[key])}, but the run's model has ${key} ${showValue(modelConfig[key])}; leave it out to take over theirs.`,
      [key === "arch" ? key : `model.${key}`],
    );
  const found = new Map(
    parameterLayout(theirs).entries.map(({ name, shape }) => [name, shape]),
  );
  const wanted = parameterLayout(modelConfig).entries;
  const entry = wanted.find(
    ({ name, shape }) => String(found.get(name)) !== String(shape),
  );
  if (entry !== undefined || found.size !== wanted.length)
    throw new InitialWeightsError(
      `The weights in ${path} have ${entry ? `${entry.name} ${shapeText(found.get(entry.name))}` : `${found.size} parameters`}, but the run's model expects ${entry ? shapeText(entry.shape) : wanted.length}; give the run the budget, steps and loops that they were trained with.`,
      ["budget", "model.nInnerLoops", "model.nOuterLoops"],
    );
}

const shapeText = (shape: readonly number[] | undefined): string =>
  shape === undefined ? "in no shape" : `[${shape.join(", ")}]`;
