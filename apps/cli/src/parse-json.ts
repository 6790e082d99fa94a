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

/**
 * Parses JSON.
 * @param what begins the sentence, such as "--config names c.json"
 * @throws {UsageError} with the line and the column, both from 1, of the first character that is wrong
 */
export function parseJson(text: string, what: string): unknown {
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
