/** @file Decoding without a cache, in fewer passes than tokens: guess the whole answer, let one pass correct it, repeat. */
import type { CheckedRequest } from "./decode-request";
import type { DecodeResult } from "./decoder";
import { chooseToken } from "./decoding";
import { meanSteps } from "./mean-steps";

/** What one pass over whole sequences gives. */
export interface PassOutput {
  /** [B, T, V] row-major. */
  readonly logits: Float32Array;
  /** [B, T]: recurrence steps used by each position; absent without halting. */
  readonly steps?: Float32Array;
}

/** Runs the model on [B, T] row-major tokens. */
export type Pass = (tokens: Int32Array) => Promise<PassOutput>;

/** One sequence in the making: its guess, and how many tokens of it are final. */
interface Row {
  readonly prompt: readonly number[];
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

/** What is fed of a row: not its last token, which nothing follows. */
const fedLength = ({ prompt, guess }: Row): number =>
  prompt.length + guess.length - 1;

/** [B, T]: prompts and guesses, padded on the right, where a causal model does not see it. */
const layOut = (rows: readonly Row[], T: number): Int32Array => {
  const tokens = new Int32Array(rows.length * T);
  rows.forEach(({ prompt, guess }, b) => {
    tokens.set(prompt, b * T);
    tokens.set(guess.slice(0, -1), b * T + prompt.length);
  });
  return tokens;
};

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
  const { prompts, longestPrompt, maxNewTokens: A } = request;
  const { temperature, seed, index } = request;
  const rows: Row[] = prompts.map((prompt) => ({
    prompt,
    guess: new Array<number>(A).fill(0),
    final: 0,
  }));
  const T = longestPrompt + A - 1;
  let steps: Float32Array | undefined;
  while (rows.some(({ final }) => final < A)) {
    const output = await pass(layOut(rows, T));
    const V = output.logits.length / (rows.length * T);
    rows.forEach((row, b) => {
      correctRow(row, (position) => {
        const start = (b * T + row.prompt.length - 1 + position) * V;
        return chooseToken(
          output.logits.subarray(start, start + V),
          temperature,
          { seed, index: index + b, position },
        );
      });
    });
    steps = output.steps;
  }
  const tokens = rows.map(({ guess }) => guess);
  if (steps === undefined) return { tokens };
  const fed = rows.map((row, b) => ({
    start: b * T,
    end: b * T + fedLength(row),
  }));
  return { tokens, actSteps: meanSteps(steps, fed) };
};
