/** @file What a task is: plain data and pure functions; anybody can write one. */
import type { Alphabet } from "./alphabet";
import type { Random } from "./random";

/** A family of question and answer texts, graded by a length. All functions are pure. */
export interface Task {
  /** Unique name; part of the random stream, so that tasks differ at the same seed. */
  readonly name: string;
  /** One line for people. */
  readonly description: string;
  /** The characters of prompts and answers, and the newline that ends an answer. */
  readonly alphabet: Alphabet;
  /** Number of characters (Unicode code points) of every prompt of this length, delimiter included; 1 or more. */
  promptLength(length: number): number;
  /** Number of characters of every answer at this length, without the newline after it; 1 or more. */
  answerLength(length: number): number;
  /** Draws a prompt; the draws are the only source of variation. */
  samplePrompt(length: number, random: Random): string;
  /** The one right answer to a prompt. */
  answer(prompt: string): string;
  /** A number that says how hard a prompt is, for reports by difficulty. */
  readonly difficulty?: {
    readonly name: string;
    of(prompt: string): number;
  };
}
