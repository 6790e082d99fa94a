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

/** The toy over whole sequences of length T, what it was fed, and steps that count the prefix. */
const toyPass = (T: number, memory: number) => {
  const seen: Int32Array[] = [];
  const pass: Pass = async (tokens) => {
    seen.push(tokens);
    const B = tokens.length / T;
    const logits = new Float32Array(B * T * V);
    const steps = new Float32Array(B * T);
    for (let b = 0; b < B; b++)
      for (let t = 0; t < T; t++) {
        const prefix = [...tokens.subarray(b * T, b * T + t + 1)];
        logits.set(nextLogits(prefix, memory), (b * T + t) * V);
        steps[b * T + t] = prefix.reduce((sum, token) => sum + token, 0);
      }
    return { logits, steps };
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
  A: fc.integer({ min: 1, max: 9 }),
  memory: fc.integer({ min: 1, max: 12 }),
  temperature: fc.constantFrom(0, 0.7, 1),
  seed: fc.nat(),
  index: fc.nat(100),
  prompts: fc.array(fc.array(fc.nat(V - 1), { minLength: 1, maxLength: 5 }), {
    minLength: 1,
    maxLength: 4,
  }),
});

describe("decodeByFixedPoint", () => {
  it("gives what token-by-token decoding gives, in at most as many passes, whoever else is in the batch", async () => {
    await fc.assert(
      fc.asyncProperty(request, async (given) => {
        const { A, memory, prompts, temperature, seed, index } = given;
        const T = Math.max(...prompts.map((p) => p.length)) + A - 1;
        const { pass, seen } = toyPass(T, memory);
        const { tokens, actSteps } = await decodeByFixedPoint(
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
        // The last pass saw the finished sequences, so what it said about halting is about them, and not about padding.
        const fed = prompts.map((p, b) => [...p, ...tokens[b]!.slice(0, -1)]);
        expect([...seen.at(-1)!]).toEqual(
          fed.flatMap((row) => [
            ...row,
            ...new Array<number>(T - row.length).fill(0),
          ]),
        );
        const means = fed.map((row) => {
          const sums = row.map((_, t) =>
            row.slice(0, t + 1).reduce((a, b) => a + b),
          );
          return sums.reduce((a, b) => a + b) / row.length;
        });
        expect(actSteps).toBeCloseTo(
          means.reduce((a, b) => a + b) / means.length,
          6,
        );
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
