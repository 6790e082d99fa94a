import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InvalidLengthError, InvalidPromptError } from "./errors";
import { copy, reverse } from "./transcription";

const digits = fc.stringMatching(/^[0-9]{1,40}$/);

describe("copy and reverse", () => {
  it("answer copy with the digits and reverse with the digits from the last", () => {
    fc.assert(
      fc.property(digits, (x) => {
        expect(copy.answer(`${x}|`)).toBe(x);
        const backwards = reverse.answer(`${x}|`);
        for (let i = 0; i < x.length; i += 1)
          expect(backwards[i]).toBe(x[x.length - 1 - i]);
        expect(backwards).toHaveLength(x.length);
      }),
    );
  });

  it.each(["", "|", "12", "1a|", "1|2|", "12|\n", "1+2="])(
    "do not answer %j",
    (prompt) => {
      expect(() => copy.answer(prompt)).toThrow(InvalidPromptError);
      expect(() => reverse.answer(prompt)).toThrow(
        `${JSON.stringify(prompt)} is not a prompt of the task "reverse"`,
      );
    },
  );

  it.each([0, -1, 1.5, NaN, Infinity, 2 ** 53])(
    "have no prompt of length %d",
    (length) => {
      expect(() => copy.promptLength(length)).toThrow(InvalidLengthError);
      expect(() => reverse.answerLength(length)).toThrow(InvalidLengthError);
    },
  );
});
