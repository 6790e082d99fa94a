/** @file Addition: two numbers of L digits and their sum in either order of digits, as texts of any length. */
import { DIGIT_ALPHABET } from "./alphabet";
import { checkLength } from "./check";
import { sampleDigits } from "./digits";
import { InvalidPromptError } from "./errors";
import type { Task } from "./task";

const PROMPT = /^([0-9]+)\+([0-9]+)=$/;
const ZERO = 48;

/** One column of a written addition, least significant first. */
interface Column {
  /** The digit of the sum, 0 to 9. */
  readonly digit: number;
  /** 1 when the column sends a carry to the next one, else 0. */
  readonly carry: number;
}

/** s = a_i + b_i + carry_(i-1); digit_i = s mod 10; carry_i = [s >= 10]. */
function addColumns(prompt: string): Column[] {
  const [, a, b] = PROMPT.exec(prompt) ?? [];
  if (a === undefined || b === undefined || a.length !== b.length)
    throw new InvalidPromptError(
      "addition",
      prompt,
      "two numbers with equally many digits, as in 019+256=",
    );
  const columns: Column[] = [];
  let carry = 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    const sum = a.charCodeAt(i) + b.charCodeAt(i) - 2 * ZERO + carry;
    carry = sum >= 10 ? 1 : 0;
    columns.push({ digit: sum - 10 * carry, carry });
  }
  return columns;
}

/** The L + 1 digits of the sum, least significant first. */
function sumDigits(prompt: string): number[] {
  const columns = addColumns(prompt);
  return [
    ...columns.map(({ digit }) => digit),
    // The last carry is the leading digit.
    columns.at(-1)?.carry ?? 0,
  ];
}

/**
 * The longest carry chain of an addition prompt: the largest number of neighbouring columns that all send a carry,
 * the carry that comes in from the column below included. 0 means that no column carries;
 * `001+999=` has 3, `505+505=` has 1, `555+555=` has 3 (each column counts, whether or not it would carry alone).
 *
 * @param prompt `a+b=` with equally many digits
 * @returns columns, from 0 to L
 * @throws {InvalidPromptError} when the text is no such prompt
 */
export function longestCarryChain(prompt: string): number {
  let longest = 0;
  let current = 0;
  for (const { carry } of addColumns(prompt)) {
    current = carry === 1 ? current + 1 : 0;
    longest = Math.max(longest, current);
  }
  return longest;
}

/**
 * The task `a+b=c`: a and b have L digits, leading zeros allowed; c has L+1, most significant first, padded with zeros.
 *
 * @see paper, tasks
 */
export const addition: Task = Object.freeze<Task>({
  name: "addition",
  description: "add two numbers: 019+256=0275",
  alphabet: DIGIT_ALPHABET,
  promptLength: (length) => 2 * checkLength(length) + 2,
  answerLength: (length) => checkLength(length) + 1,
  samplePrompt: (length, random) =>
    `${sampleDigits(length, random)}+${sampleDigits(length, random)}=`,
  answer: (prompt) => sumDigits(prompt).reverse().join(""),
  difficulty: Object.freeze({
    name: "longest carry chain",
    of: longestCarryChain,
  }),
});

/**
 * The task `a+b=c` with the L+1 digits of c written least significant first, in the order in which carries run.
 *
 * @see Lee et al., "Teaching Arithmetic to Small Transformers", arXiv 2307.03381, the "reverse" format
 */
export const reversedAddition: Task = Object.freeze<Task>({
  ...addition,
  name: "reversed-addition",
  description: "add two numbers, the last digit first: 019+256=5720",
  answer: (prompt) => sumDigits(prompt).join(""),
});
