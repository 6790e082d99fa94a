/** @file Alphabets: between characters and the tokens a model sees. */
import {
  InvalidAlphabetError,
  UnknownCharacterError,
  UnknownTokenError,
} from "./errors";

/** A bijection between characters and tokens: token i is the i-th character. */
export interface Alphabet {
  /** The characters (Unicode code points) in token order. */
  readonly characters: readonly string[];
  /** Number of characters, V. */
  readonly size: number;
  /** The token of the newline, which ends an answer and fills the padding. */
  readonly endToken: number;
  /** Text to tokens, one per character. @throws {UnknownCharacterError} for a character outside the alphabet. */
  encode(text: string): number[];
  /** Tokens to text. @throws {UnknownTokenError} for a token outside 0..size-1. */
  decode(tokens: Iterable<number>): string;
}

const END = "\n";

/**
 * Makes an alphabet from its characters in token order.
 *
 * @param characters all characters, each once, the newline among them
 * @throws {InvalidAlphabetError} when a character repeats or the newline is missing
 */
export function createAlphabet(characters: string): Alphabet {
  const list = Object.freeze([...characters]);
  const tokenOf = new Map(list.map((character, token) => [character, token]));
  const endToken = tokenOf.get(END);
  if (endToken === undefined)
    throw new InvalidAlphabetError(
      characters,
      "the newline, which ends every answer, is missing",
    );
  const repeated = list.find((character, i) => tokenOf.get(character) !== i);
  if (repeated !== undefined)
    throw new InvalidAlphabetError(
      characters,
      `the character ${JSON.stringify(repeated)} occurs more than once`,
    );

  const encode = (text: string): number[] =>
    Array.from(text, (character, position) => {
      const token = tokenOf.get(character);
      if (token === undefined)
        throw new UnknownCharacterError(character, position, characters);
      return token;
    });
  const decode = (tokens: Iterable<number>): string =>
    Array.from(tokens, (token, position) => {
      const character = list[token];
      if (character === undefined)
        throw new UnknownTokenError(token, position, characters, list.length);
      return character;
    }).join("");
  return Object.freeze({
    characters: list,
    size: list.length,
    endToken,
    encode,
    decode,
  });
}

/**
 * The alphabet of copy, reverse and the additions: 14 characters in the reference's order.
 *
 * @see the reference's vocabulary: digits, `|`, `+`, `=`, newline
 */
export const DIGIT_ALPHABET: Alphabet = createAlphabet("0123456789|+=\n");
