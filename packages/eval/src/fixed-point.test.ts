import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkRequest } from "./decode-request";
import { chooseToken } from "./decoding";
import { decodeByFixedPoint, type Pass } from "./fixed-point";
import { hashIntegers, uniform } from "./random";

const V = 6;

/** A causal toy: the next token's logits are a hash of the last `memory` tokens and of their place. */
const nextLogits = (prefix: readonly number[], memory: number) => {
  const key = hashIntegers(prefix.length, ...prefix.slice(-memory));
  return Float32Array.from({ length: V }, (_, v) => 4 * uniform(key, v));
};

/** The toy over whole sequences, and how often it ran. */
const toyPass = (P: number, A: number, memory: number) => {
  const seen: Int32Array[] = [];
  const T = P + A - 1;
  const pass: Pass = async (tokens) => {
    seen.push(tokens);
    const B = tokens.length / T;
    const logits = new Float32Array(B * A * V);
    for (let b = 0; b < B; b++)
      for (let j = 0; j < A; j++) {
        const prefix = [...tokens.subarray(b * T, b * T + P + j)];
        logits.set(nextLogits(prefix, memory), (b * A + j) * V);
      }
    return { logits };
  };
  return { pass, seen };
};

/** Token by token, one sequence at a time: the definition. */
const decodeOneByOne = (
  prompt: readonly number[],
  A: number,
  memory: number,
  draw: { temperature: number; seed: number; index: number },
): number[] => {
  const sequence = [...prompt];
  for (let position = 0; position < A; position++)
    sequence.push(
      chooseToken(nextLogits(sequence, memory), draw.temperature, {
        ...draw,
        position,
      }),
    );
  return sequence.slice(prompt.length);
};

const request = fc.record({
  P: fc.integer({ min: 1, max: 5 }),
  A: fc.integer({ min: 1, max: 9 }),
  memory: fc.integer({ min: 1, max: 12 }),
  temperature: fc.constantFrom(0, 0.7, 1),
  seed: fc.nat(),
  index: fc.nat(100),
  raw: fc.array(fc.array(fc.nat(V - 1), { minLength: 5, maxLength: 5 }), {
    minLength: 1,
    maxLength: 4,
  }),
});

describe("decodeByFixedPoint", () => {
  it("gives what token-by-token decoding gives, in at most as many passes, whoever else is in the batch", async () => {
    await fc.assert(
      fc.asyncProperty(request, async (given) => {
        const { P, A, memory, raw, temperature, seed, index } = given;
        const prompts = raw.map((tokens) => tokens.slice(0, P));
        const { pass, seen } = toyPass(P, A, memory);
        const { tokens } = await decodeByFixedPoint(
          pass,
          checkRequest(
            { prompts, maxNewTokens: A, temperature, seed, index },
            { vocabSize: V, blockSize: 20 },
          ),
        );
        expect(tokens).toEqual(
          prompts.map((prompt, b) =>
            decodeOneByOne(prompt, A, memory, {
              temperature,
              seed,
              index: index + b,
            }),
          ),
        );
        expect(seen.length).toBeLessThanOrEqual(A);
        // The last pass saw the finished sequences, so what it said about halting is about them.
        const finished = prompts.flatMap((p, b) => [
          ...p,
          ...(tokens[b]?.slice(0, -1) ?? []),
        ]);
        expect([...(seen.at(-1) ?? [])]).toEqual(finished);
      }),
    );
  });

  it("needs 2 passes when no token hangs on the one before it", async () => {
    let passes = 0;
    const answer = [3, 1, 4, 1, 5];
    const pass: Pass = async () => {
      passes += 1;
      const logits = new Float32Array(5 * V);
      answer.forEach((token, j) => (logits[j * V + token] = 1));
      return { logits };
    };
    const checked = checkRequest(
      { prompts: [[0]], maxNewTokens: 5 },
      { vocabSize: V, blockSize: 5 },
    );
    expect(await decodeByFixedPoint(pass, checked)).toEqual({
      tokens: [answer],
      actSteps: undefined,
    });
    expect(passes).toBe(2);
  });

  it("ends after as many passes as tokens even when a device computes something else each time", async () => {
    let passes = 0;
    const pass: Pass = async () => {
      passes += 1;
      return {
        logits: Float32Array.from({ length: 7 * V }, (_, i) =>
          uniform(passes, i),
        ),
      };
    };
    const checked = checkRequest(
      { prompts: [[0]], maxNewTokens: 7 },
      { vocabSize: V, blockSize: 7 },
    );
    const { tokens } = await decodeByFixedPoint(pass, checked);
    expect(tokens[0]).toHaveLength(7);
    expect(passes).toBeLessThanOrEqual(7);
  });
});
