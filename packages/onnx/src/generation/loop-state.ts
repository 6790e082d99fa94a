/** @file What a generation hands from step to step. */
import type { Value } from "../graph/graph";

/** The state of the loop; B sequences of S prompt positions, n new tokens so far. */
export interface LoopState {
  /** The last token, [B, 1], whose logits the next step computes. */
  readonly token: Value;
  /** Its position, [B, 1]. */
  readonly position: Value;
  /** What is a token and what is padding up to it, [B, S + n]. */
  readonly mask: Value;
  /** All new tokens, [B, n]. */
  readonly tokens: Value;
  /** Whether all choices so far were of scores that say a token, bool [B]. */
  readonly valid: Value;
  /** Recurrence steps of all computed positions, [B, S + n - 1]. */
  readonly steps: Value | undefined;
  /** Keys and values of new tokens, one per entry of the decoder's cache, each [B, heads, n - 1, head size]. */
  readonly cache: readonly Value[];
}

/** The state as the inputs or outputs of a loop, in a fixed order. */
export const stateValues = ({
  token,
  position,
  mask,
  tokens,
  valid,
  steps,
  cache,
}: LoopState): Value[] => [
  ...[token, position, mask, tokens, valid],
  ...(steps ? [steps] : []),
  ...cache,
];

/** The state of which the values are {@link stateValues}. @param like has steps or not */
export const stateFrom = (
  values: readonly Value[],
  { steps }: LoopState,
): LoopState => {
  const [token, position, mask, tokens, valid, ...rest] = values as [
    ...[Value, Value, Value, Value, Value],
    ...Value[],
  ];
  return {
    ...{ token, position, mask, tokens, valid },
    steps: steps && rest[0],
    cache: steps ? rest.slice(1) : rest,
  };
};
