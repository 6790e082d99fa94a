/** @file The names of the reference implementation's state dict, as views into our flat vector. */
import type { ModelConfig } from "./model-config";
import { parameterLayout, type LayoutEntry } from "./layout";

/** A reference tensor: its element [r, c] is flat[offset + r rowStride + c columnStride]. */
export interface ReferenceView {
  /** Name in the reference's state dict. */
  readonly name: string;
  /** Its shape there: Linear weights are [out, in]. */
  readonly shape: readonly number[];
  /** The layout entry that it is part of. */
  readonly entry: string;
  readonly offset: number;
  readonly rowStride: number;
  readonly columnStride: number;
}

type Naming = (entry: LayoutEntry, config: ModelConfig) => ReferenceView[];

/** The same numbers under another name. */
const same =
  (name: string): Naming =>
  ({ name: entry, shape, offset }) => [
    {
      name,
      shape,
      entry,
      offset,
      rowStride: shape.at(-1) ?? 1,
      columnStride: 1,
    },
  ];

/** Ours is [in, out], theirs [out, in]. */
const transposed =
  (name: string): Naming =>
  ({ name: entry, shape: [inputs = 1, outputs = 1], offset }) => [
    {
      name,
      shape: [outputs, inputs],
      entry,
      offset,
      rowStride: 1,
      columnStride: outputs,
    },
  ];

/** Ours is one [C, 3C] of q, k, v; theirs is a [headSize, C] per head and kind. */
const perHead =
  (prefix: string): Naming =>
  ({ name: entry, offset }, { nEmbd: C, nHead }) =>
    ["query", "key", "value"].flatMap((kind, part) =>
      Array.from({ length: nHead }, (_, head) => ({
        name: `${prefix}.${head}.${kind}.weight`,
        shape: [C / nHead, C],
        entry,
        offset: offset + part * C + (head * C) / nHead,
        rowStride: 1,
        columnStride: 3 * C,
      })),
    );

/** Names outside the blocks. */
const NAMING: Readonly<Record<string, Naming>> = {
  tokenEmbedding: same("token_embedding_table.weight"),
  positionEmbedding: same("position_embedding_table.weight"),
  stepEmbedding: same("step_embedding_table.weight"),
  solution: same("solution_param"),
  reasoning: same("reasoning_param"),
  "halt.weight": transposed("act.halt_head.weight"),
  "halt.bias": same("act.halt_head.bias"),
  "q.weight": transposed("halt.q_head.weight"),
  "q.bias": same("halt.q_head.bias"),
  "finalNorm.gain": same("ln_f.weight"),
  "finalNorm.bias": same("ln_f.bias"),
  "head.weight": transposed("lm_head.weight"),
  "head.bias": same("lm_head.bias"),
};

/** Names inside block `at`. */
const blockNaming = (at: string): Readonly<Record<string, Naming>> => ({
  "norm1.gain": same(`${at}.ln1.weight`),
  "norm1.bias": same(`${at}.ln1.bias`),
  "attention.qkv": perHead(`${at}.sa.heads`),
  "attention.projection.weight": transposed(`${at}.sa.proj.weight`),
  "attention.projection.bias": same(`${at}.sa.proj.bias`),
  "norm2.gain": same(`${at}.ln2.weight`),
  "norm2.bias": same(`${at}.ln2.bias`),
  "feedForward.up.weight": transposed(`${at}.ffwd.net.0.weight`),
  "feedForward.up.bias": same(`${at}.ffwd.net.0.bias`),
  "feedForward.down.weight": transposed(`${at}.ffwd.net.2.weight`),
  "feedForward.down.bias": same(`${at}.ffwd.net.2.bias`),
});

const namingOf = (entry: LayoutEntry, config: ModelConfig): Naming => {
  const [, index, rest = ""] = /^blocks\.(\d+)\.(.+)$/.exec(entry.name) ?? [];
  const at = config.blocks === "distinct" ? `blocks.${index}` : "shared_block";
  const naming =
    index === undefined ? NAMING[entry.name] : blockNaming(at)[rest];
  if (naming === undefined) {
    throw new Error(`Parameter ${entry.name} has no reference name.`);
  }
  return naming;
};

/** Every tensor of the reference's state dict for this config, as a view into the flat vector. */
export const referenceViews = (config: ModelConfig): ReferenceView[] =>
  parameterLayout(config).entries.flatMap((entry) =>
    namingOf(entry, config)(entry, config),
  );
