/** @file A case in the golden format: reference weights, a batch, and the numbers a faithful model gives for them. */
import type { HostTensor, ModelConfig } from "@trm/models";
import type { AdamWOptions } from "../optimizer/adam-w";

/** Tensors by name. */
export type NamedTensors = Readonly<Record<string, HostTensor>>;

/** Tokens and targets, [B, T] int32 each. */
export interface CaseBatch {
  readonly tokens: HostTensor;
  readonly targets: HostTensor;
}

/** What AdamW must do from the case's weights. */
export interface ExpectedAdamW {
  readonly options: AdamWOptions;
  /** one batch and one loss (nats, before the update) per update */
  readonly batches: readonly CaseBatch[];
  readonly losses: readonly number[];
  /** parameters after the last update, under reference names */
  readonly parameters: NamedTensors;
}

/** A case; tensors carry the reference's state-dict names. */
export interface GoldenCase {
  readonly name: string;
  readonly config: ModelConfig;
  /** weights before anything */
  readonly weights: NamedTensors;
  readonly batch: CaseBatch;
  readonly expected: {
    /** [B, T, V] */
    readonly logits: HostTensor;
    /** nats */
    readonly loss: number;
    readonly gradients: NamedTensors;
    /** names of parameters that no gradient reaches */
    readonly noGradient: readonly string[];
    /** mean over all positions, steps */
    readonly ponderCost?: number;
    readonly stepsTaken?: number;
    readonly blockPasses?: number;
    readonly parameterCount?: number;
    readonly adamW?: ExpectedAdamW;
  };
}
