/** @file JSON as people write it: a mistake is told with its line and column. */
import { UsageError } from "./errors";

/** What the parser says of a text; undefined when it has nothing to say. */
function complaint(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Whether a text is wrong already, not merely unfinished. */
function isWrong(text: string): boolean {
  const message = complaint(text);
  if (message === undefined || message.includes("end of JSON")) return false;
  const at = /at position (\d+)/.exec(message)?.[1];
  return at === undefined || Number(at) < text.length;
}

/** Index of the first character that no JSON text could have there; the text's length where it merely ends too early. */
function firstWrong(text: string): number {
  if (!isWrong(text)) return text.length;
  let [good, bad] = [0, text.length];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (isWrong(text.slice(0, middle))) bad = middle;
    else good = middle;
  }
  return good;
}

/** Deeper than anything that is meant, and far from what a recursion over it could stand. */
const MOST_LEVELS = 64;

/** How deeply lists and objects lie in each other, in a text that is JSON. */
function levelsOf(text: string): number {
  let [level, deepest] = [0, 0];
  for (const [token] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{}]/g)) {
    if (token === "[" || token === "{") level += 1;
    if (token === "]" || token === "}") level -= 1;
    deepest = Math.max(deepest, level);
  }
  return deepest;
}

/** Names that reach into the prototype of an object that they are set on; no file of ours has such a key. */
const PROTOTYPE_KEYS: ReadonlySet<string> = new Set([
  "__proto__",
  "constructor",
  "prototype",
]);

/** The dotted path of the first such key in a JSON value. */
function prototypeKeyIn(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    if (PROTOTYPE_KEYS.has(key)) return key;
    const below = prototypeKeyIn(inner);
    if (below !== undefined) return `${key.slice(0, 80)}.${below}`;
  }
  return undefined;
}

/**
 * Refuses what JSON can hold and nobody means: keys of an object's prototype, and a nesting that no stack holds.
 * @param text the JSON
 * @param value what it says
 * @param what begins the sentence
 * @throws {UsageError} naming the key
 */
export function checkJson(text: string, value: unknown, what: string): void {
  if (levelsOf(text) > MOST_LEVELS)
    throw new UsageError(
      `${what}, whose JSON is more than ${MOST_LEVELS} levels deep.`,
    );
  const key = prototypeKeyIn(value);
  if (key !== undefined)
    throw new UsageError(
      `${what}, which has the unknown key ${JSON.stringify(key)}; leave it out.`,
    );
}

/**
 * Parses JSON.
 * @param what begins the sentence, such as "--config names c.json"
 * @throws {UsageError} with the line and the column, both from 1, of the first character that is wrong, and as
 *   {@link checkJson}
 */
export function parseJson(text: string, what: string): unknown {
  const value = parse(text, what);
  checkJson(text, value, what);
  return value;
}

function parse(text: string, what: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const at = firstWrong(text);
    const lines = text.slice(0, at).split("\n");
    const where = `line ${lines.length}, column ${(lines.at(-1) ?? "").length + 1}`;
    throw new UsageError(
      at === text.length
        ? `${what}, whose JSON ends too early, at ${where}.`
        : `${what}, which is no JSON at ${where}: ${JSON.stringify(text[at])} cannot stand there.`,
      { cause },
    );
  }
}
