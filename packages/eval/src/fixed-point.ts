/** @file Decoding without a cache, in fewer passes than tokens: guess the whole answer, let one pass correct it, repeat. */
import type { CheckedRequest } from "./decode-request";
import type { DecodeResult } from "./decoder";
import { chooseToken } from "./decoding";

/** What one pass over whole sequences gives. */
export interface PassOutput {
  /** [B, A, V] row-major: the logits from which each of the A new tokens is chosen. */
  readonly logits: Float32Array;
  /** Mean recurrence steps used; absent without halting. */
  readonly actSteps?: number;
}

/** Runs the model on [B, P + A - 1] row-major tokens. */
export type Pass = (tokens: Int32Array) => Promise<PassOutput>;

/** One sequence in the making: its guess, and how many tokens of it are final. */
interface Row {
  readonly guess: number[];
  final: number;
}

/**
 * Chooses every token that is not final anew from logits that were computed from the guess.
 * Up to the first token that changes, each was chosen after the very tokens before it: those are final, and so is the changed one.
 */
const correctRow = (row: Row, choose: (position: number) => number): void => {
  const { guess, final } = row;
  let firstChange = guess.length;
  for (let position = final; position < guess.length; position++) {
    const token = choose(position);
    if (token !== guess[position] && position < firstChange)
      firstChange = position;
    guess[position] = token;
  }
  row.final = Math.min(firstChange + 1, guess.length);
};

/** [B, P + A - 1]: prompts and guesses, without the last token, which nothing follows. */
const layOut = ({ prompts }: CheckedRequest, rows: readonly Row[]) =>
  Int32Array.from(
    prompts.flatMap((prompt, b) => [
      ...prompt,
      ...(rows[b]?.guess.slice(0, -1) ?? []),
    ]),
  );

/**
 * Decodes exactly what token-by-token decoding would, greedy or sampled, in at most maxNewTokens passes.
 *
 * Jacobi iteration of the system token[j] = choose(logits(prompt, token[0 .. j-1])): a causal model fixes at least
 * one more token per pass, and usually many, since most tokens do not hang on the one before them.
 * Randomness belongs to the position, so a sampled token is the same in every pass.
 *
 * @param pass a causal model
 * @see Song et al. 2021, "Accelerating feedforward computation via parallel nonlinear equation solving";
 *   Santilli et al. 2023, "Accelerating Transformer inference for translation via parallel decoding"
 */
export const decodeByFixedPoint = async (
  pass: Pass,
  request: CheckedRequest,
): Promise<DecodeResult> => {
  const { prompts, maxNewTokens: A, temperature, seed, index } = request;
  const rows: Row[] = prompts.map(() => ({
    guess: new Array<number>(A).fill(0),
    final: 0,
  }));
  let actSteps: number | undefined;
  while (rows.some(({ final }) => final < A)) {
    const output = await pass(layOut(request, rows));
    const V = output.logits.length / (rows.length * A);
    rows.forEach((row, b) => {
      correctRow(row, (position) => {
        const start = (b * A + position) * V;
        return chooseToken(
          output.logits.subarray(start, start + V),
          temperature,
          { seed, index: index + b, position },
        );
      });
    });
    actSteps = output.actSteps;
  }
  return { tokens: rows.map(({ guess }) => guess), actSteps };
};
