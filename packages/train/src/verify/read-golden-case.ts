/** @file Reads a case in the golden format. */
import {
  decodeSafetensors,
  fromReferenceConfig,
  type HostTensor,
  type ModelConfig,
} from "@trm/models";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { z } from "zod";
import { GoldenCaseError } from "../errors";
import { checkBatch, checkCase } from "./check-case";
import type {
  CaseBatch,
  ExpectedAdamW,
  GoldenCase,
  NamedTensors,
} from "./golden-case";

const configSchema = z.object({
  model: z.string(),
  kwargs: z.record(z.string(), z.unknown()),
  inference_steps: z.int().optional(),
  full_compute: z.boolean().optional(),
});

const expectedSchema = z.object({
  loss: z.number(),
  ponder_cost: z.number().optional(),
  steps_taken: z.int().optional(),
  block_passes: z.int().optional(),
  parameters: z.int().optional(),
  no_gradient: z.array(z.string()),
  adamw: z
    .object({
      lr: z.number(),
      betas: z.tuple([z.number(), z.number()]),
      eps: z.number(),
      weight_decay: z.number(),
      losses: z.array(z.number()).min(1),
    })
    .optional(),
});

const reason = (error: unknown): string => {
  if (error instanceof z.ZodError) {
    const [issue] = error.issues;
    return `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`;
  }
  return error instanceof Error ? error.message : String(error);
};

/** Runs a reader; whatever goes wrong becomes one sentence that names the file. */
function reading<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof GoldenCaseError) throw cause;
    throw new GoldenCaseError(
      `The case file ${path} is not as the golden format wants it (${reason(cause).replace(/\.$/, "")}); ` +
        `expected a folder as the golden cases' generator writes it.`,
      { cause },
    );
  }
}

const readJson = <T>(path: string, schema: z.ZodType<T>): T =>
  reading(path, () => schema.parse(JSON.parse(readFileSync(path, "utf8"))));

/** The numbers are those of evaluation: nothing is dropped, nothing explored. */
const withoutRandomness = (config: ModelConfig): ModelConfig => ({
  ...config,
  dropout: 0,
  haltExplorationProb: 0,
});

/** The tensors whose names start with a prefix, without it. */
const under = (tensors: NamedTensors, prefix: string): NamedTensors =>
  Object.fromEntries(
    Object.entries(tensors)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, tensor]) => [name.slice(prefix.length), tensor]),
  );

const toInt32 = ({ shape, data }: HostTensor): HostTensor => ({
  dtype: "int32",
  shape,
  data: Int32Array.from(data),
});

function tensorOf(tensors: NamedTensors, name: string): HostTensor {
  const tensor = tensors[name];
  if (!tensor) throw new Error(`tensor ${name} is missing`);
  return tensor;
}

function batchOf(
  tensors: NamedTensors,
  config: ModelConfig,
  prefix = "",
): CaseBatch {
  const tokens = tensorOf(tensors, `${prefix}tokens`);
  const targets = tensorOf(tensors, `${prefix}targets`);
  checkBatch({ tokens, targets }, config, prefix);
  return { tokens: toInt32(tokens), targets: toInt32(targets) };
}

const adamWOf = (
  adamw: NonNullable<z.output<typeof expectedSchema>["adamw"]>,
  tensors: NamedTensors,
  config: ModelConfig,
): ExpectedAdamW => ({
  options: {
    learningRate: adamw.lr,
    beta1: adamw.betas[0],
    beta2: adamw.betas[1],
    eps: adamw.eps,
    weightDecay: adamw.weight_decay,
  },
  losses: adamw.losses,
  batches: adamw.losses.map((_, k) =>
    batchOf(tensors, config, `adamw.batch${k}.`),
  ),
  parameters: under(tensors, "adamw.param."),
});

const expectedOf = (
  expected: z.output<typeof expectedSchema>,
  numbers: NamedTensors,
  config: ModelConfig,
): GoldenCase["expected"] => ({
  logits: tensorOf(numbers, "logits"),
  gradients: under(numbers, "grad."),
  loss: expected.loss,
  noGradient: expected.no_gradient,
  ponderCost: expected.ponder_cost,
  stepsTaken: expected.steps_taken,
  blockPasses: expected.block_passes,
  parameterCount: expected.parameters,
  adamW: expected.adamw && adamWOf(expected.adamw, numbers, config),
});

/**
 * Reads a case and makes sure that nothing of it is missing.
 *
 * @param dir a folder with config.json, model.safetensors, batch.safetensors, expected.safetensors and expected.json
 * @throws {GoldenCaseError} when a file is absent or not as the format wants it, or a number is missing
 */
export function readGoldenCase(dir: string): GoldenCase {
  const at = (file: string): string => join(dir, file);
  const tensors = (file: string): NamedTensors =>
    reading(at(file), () => decodeSafetensors(readFileSync(at(file))).tensors);
  const raw = readJson(at("config.json"), configSchema);
  const expected = readJson(at("expected.json"), expectedSchema);
  const numbers = tensors("expected.safetensors");
  return reading(dir, () => {
    const config = withoutRandomness(fromReferenceConfig(raw));
    const golden: GoldenCase = {
      name: basename(dir),
      config,
      weights: tensors("model.safetensors"),
      batch: batchOf(tensors("batch.safetensors"), config),
      expected: expectedOf(expected, numbers, config),
    };
    checkCase(golden);
    return golden;
  });
}
