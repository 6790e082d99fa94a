/** @file What native code writes to a trainer's streams: shown line by line, and kept for the report of a crash. */
import { stripVTControlCharacters } from "node:util";

/** A runtime's last words begin with one of these; what follows is a dump of stacks, of which the report says enough. */
const LAST_WORDS =
  /^(<--- Last few GCs|FATAL ERROR|terminate called|# Fatal error|Fatal (process|JavaScript) )/;

/** Lines that are kept. */
const KEPT = 50;

/** What is longer without a break is cut there, characters. */
const LONGEST = 10_000;

/** Cuts noise into lines. */
export class Noise {
  #rest = "";
  #dying = false;
  readonly #lines: string[] = [];

  /**
   * @param show is given each line that is not a dump
   * @param all whether dumps are shown as well
   */
  constructor(
    readonly show: (line: string) => void,
    readonly all = false,
  ) {}

  /** Takes the next piece. */
  push(text: string): void {
    const lines = (this.#rest + text).split(/\r\n|\n|\r/);
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#take(line);
    while (this.#rest.length >= LONGEST) {
      this.#take(this.#rest.slice(0, LONGEST));
      this.#rest = this.#rest.slice(LONGEST);
    }
  }

  /** Takes what no line break followed. */
  end(): void {
    this.#take(this.#rest);
    this.#rest = "";
  }

  /** The last lines, oldest first. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  #take(raw: string): void {
    const line = stripVTControlCharacters(raw).trimEnd();
    // One warning per step would bury everything else.
    if (line === "" || line === this.#lines.at(-1)) return;
    this.#lines.push(line);
    if (this.#lines.length > KEPT) this.#lines.shift();
    this.#dying ||= LAST_WORDS.test(line);
    if (!this.#dying || this.all) this.show(line);
  }
}
