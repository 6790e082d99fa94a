import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import golden from "../../../test-fixtures/golden/tasks.json";
import { createAlphabet, DIGIT_ALPHABET } from "./alphabet";
import {
  InvalidAlphabetError,
  UnknownCharacterError,
  UnknownTokenError,
} from "./errors";

describe("DIGIT_ALPHABET", () => {
  it("is the reference's vocabulary in its order", () => {
    expect(DIGIT_ALPHABET.characters).toEqual(golden.vocabulary);
    expect(DIGIT_ALPHABET.size).toBe(14);
    expect(DIGIT_ALPHABET.endToken).toBe(13);
  });
});

describe("createAlphabet", () => {
  it("decodes what it encoded, for any characters", () => {
    const text = fc.string({ unit: "binary", maxLength: 20 });
    fc.assert(
      fc.property(text, (body) => {
        const characters = [...new Set([...body, "\n"])].join("");
        const alphabet = createAlphabet(characters);
        const tokens = alphabet.encode(body);
        expect(tokens).toHaveLength([...body].length);
        expect(alphabet.decode(Int32Array.from(tokens))).toBe(body);
      }),
    );
  });

  it("counts a character outside the basic plane as one token", () => {
    const alphabet = createAlphabet("😀a\n");
    expect(alphabet.encode("a😀\n")).toEqual([1, 0, 2]);
  });

  it("names a foreign character, its position and the alphabet", () => {
    const encode = () => DIGIT_ALPHABET.encode("12x");
    expect(encode).toThrow(UnknownCharacterError);
    expect(encode).toThrow(
      'Character "x" at position 2 is not in the alphabet "0123456789|+=\\n"',
    );
  });

  it.each([14, -1, 0.5, NaN, -100])(
    "names the token %d as out of range",
    (t) => {
      const decode = () => DIGIT_ALPHABET.decode([1, t]);
      expect(decode).toThrow(UnknownTokenError);
      expect(decode).toThrow(`Token ${t} at position 1 is out of range`);
      expect(decode).toThrow("tokens 0 to 13");
    },
  );

  it("rejects a repeated character and a missing newline", () => {
    expect(() => createAlphabet("aba\n")).toThrow(InvalidAlphabetError);
    expect(() => createAlphabet("aba\n")).toThrow('"a" occurs more than once');
    expect(() => createAlphabet("abc")).toThrow("the newline");
  });
});
