/** @file Where the command writes: data on stdout, words on stderr. */

import type { StartTrainer } from "./training/messages";

/** The part of a stream that the command uses. */
export interface TextStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  /** Width of the terminal, characters. */
  readonly columns?: number;
}

/** The outside world of one command: streams, environment, clock. */
export interface Io {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  /** Lines are read from here where a command is given `-`. */
  readonly stdin: AsyncIterable<string | Buffer>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since any fixed moment. */
  now(): number;
  /** Aborted once nobody reads stdout any more: data that comes one after the other need not be made. */
  readonly unread?: AbortSignal;
  /** Trains a run; by a process of its own if absent. */
  readonly startTrainer?: StartTrainer;
}

/** Moves to the line's start and clears it. */
const CLEAR_LINE = "\r\u001b[K";
/** Moves to the start of the line `rows` above and clears everything from there. */
const clearRows = (rows: number): string => `\u001b[${rows}A\r\u001b[J`;

/** Writes data and words, keeps one redrawn line at the bottom of a terminal, and remembers the exit code. */
export class Output {
  /** What the process returns when nothing is thrown. */
  exitCode = 0;
  /** Characters of the live line; undefined where there is none. */
  #live: number | undefined;

  constructor(readonly io: Io) {}

  /** Whether a line may be redrawn: stderr is a terminal and no build server reads it. */
  get interactive(): boolean {
    const ci = this.io.env["CI"];
    const inCi = ci !== undefined && ci !== "" && ci !== "false" && ci !== "0";
    const dumb = this.io.env["TERM"] === "dumb";
    return this.io.stderr.isTTY === true && !inCi && !dumb;
  }

  /** Width of the terminal, characters; 80 where it is unknown (some pseudo-terminals say 0). */
  get columns(): number {
    return this.io.stderr.columns || 80;
  }

  /** Writes data, which programs may read, to stdout. */
  data(text: string): void {
    this.clearLive();
    this.io.stdout.write(text);
  }

  /** Writes one JSON value, indented, to stdout. */
  json(value: unknown): void {
    this.data(`${JSON.stringify(value, null, 2)}\n`);
  }

  /** Writes one JSON value as one line to stdout, where values come one after the other. */
  jsonLine(value: unknown): void {
    this.data(`${JSON.stringify(value)}\n`);
  }

  /** Writes a line for people to stderr. */
  words(text: string): void {
    this.clearLive();
    this.io.stderr.write(`${text}\n`);
  }

  /** Redraws the one live line; the caller has made it fit. */
  live(text: string): void {
    this.io.stderr.write(`${this.#clearing()}${text}`);
    this.#live = text.length;
  }

  /** Removes the live line, so that the next text starts on an empty one. */
  clearLive(): void {
    if (this.#live === undefined) return;
    this.io.stderr.write(this.#clearing());
    this.#live = undefined;
  }

  /** A terminal that was made narrower has broken the live line into several. */
  #clearing(): string {
    const length = this.#live ?? 0;
    const above = Math.max(1, Math.ceil(length / this.columns)) - 1;
    return above === 0 ? CLEAR_LINE : clearRows(above);
  }
}
