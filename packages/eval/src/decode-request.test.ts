import { describe, expect, it } from "vitest";
import { checkRequest } from "./decode-request";
import { InvalidDecodeRequestError, SequenceTooLongError } from "./errors";

const limits = { vocabSize: 14, blockSize: 12 };
const prompts = [
  [1, 2, 3],
  [4, 5, 6],
];

describe("checkRequest", () => {
  it("fills in greedy decoding, seed 0 and index 0", () => {
    expect(checkRequest({ prompts, maxNewTokens: 4 }, limits)).toEqual({
      prompts,
      maxNewTokens: 4,
      temperature: 0,
      seed: 0,
      index: 0,
      longestPrompt: 3,
    });
  });

  it("takes prompts of different lengths, of which the longest must fit", () => {
    const mixed = [[1], [1, 2, 3, 4], [1, 2]];
    const fits = checkRequest({ prompts: mixed, maxNewTokens: 9 }, limits);
    expect(fits.longestPrompt).toBe(4);
    expect(() =>
      checkRequest({ prompts: mixed, maxNewTokens: 10 }, limits),
    ).toThrow("A prompt of 4 tokens with 10 new tokens needs 13 positions");
  });

  it("lets the last new token stand one beyond the block: it is never fed", () => {
    const fits = { prompts, maxNewTokens: 10 };
    expect(checkRequest(fits, limits).maxNewTokens).toBe(10);
    expect(() => checkRequest({ prompts, maxNewTokens: 11 }, limits)).toThrow(
      SequenceTooLongError,
    );
    expect(() => checkRequest({ prompts, maxNewTokens: 11 }, limits)).toThrow(
      "A prompt of 3 tokens with 11 new tokens needs 13 positions, but the model has 12",
    );
  });

  it.each([
    ["no prompt", { prompts: [], maxNewTokens: 1 }, "0 prompts"],
    [
      "an empty prompt",
      { prompts: [[1], []], maxNewTokens: 1 },
      "Prompt 1 must be 1 token or more, but is empty",
    ],
    [
      "an unknown token",
      { prompts: [[14]], maxNewTokens: 1 },
      "an integer from 0 to 13, but is 14",
    ],
    ["no new token", { prompts, maxNewTokens: 0 }, "maxNewTokens"],
    [
      "a negative temperature",
      { prompts, maxNewTokens: 1, temperature: -1 },
      "The temperature must be a number from 0 to 1000, but is -1",
    ],
    [
      "a temperature that is no number",
      { prompts, maxNewTokens: 1, temperature: NaN },
      "but is NaN",
    ],
    [
      "a temperature whose noise float32 may not hold",
      { prompts, maxNewTokens: 1, temperature: 1e37 },
      "but is 1e+37",
    ],
    ["half a seed", { prompts, maxNewTokens: 1, seed: 0.5 }, "The seed"],
    ["half an index", { prompts, maxNewTokens: 1, index: 0.5 }, "The index"],
  ])("refuses %s", (_, request, message) => {
    expect(() => checkRequest(request, limits)).toThrow(
      InvalidDecodeRequestError,
    );
    expect(() => checkRequest(request, limits)).toThrow(message);
  });
});
