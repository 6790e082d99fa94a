/** @file Duplicate keys, which JSON.parse forgives by keeping the last. */

/** Index after the string that begins at `start`, or after the text where it does not end. */
const stringEnd = (json: string, start: number): number => {
  for (let end = start + 1; ;) {
    end = json.indexOf('"', end);
    if (end < 0) return json.length;
    let escapes = 0;
    while (json[end - 1 - escapes] === "\\") escapes++;
    end++;
    // An even number of backslashes escapes itself, not the quote.
    if (escapes % 2 === 0) return end;
  }
};

/** Calls `visit` for every string (with its quotes) and for every other character of a text that may be JSON, in order. */
export const scanJson = (
  json: string,
  visit: (start: number, end: number) => void,
): void => {
  for (let at = 0; at < json.length;) {
    const end = json[at] === '"' ? stringEnd(json, at) : at + 1;
    visit(at, end);
    at = end;
  }
};

/**
 * The first key that an object in a JSON text has twice.
 *
 * @param json  a text that JSON.parse accepts
 */
export const findDuplicateKey = (json: string): string | undefined => {
  const objects: Set<string>[] = [];
  let [start, end] = [0, 0];
  let duplicate: string | undefined;
  scanJson(json, (from, to) => {
    const token = json[from];
    if (token === '"') [start, end] = [from, to];
    else if (token === "{") objects.push(new Set());
    else if (token === "}") objects.pop();
    else if (token === ":") {
      const key = JSON.parse(json.slice(start, end)) as string;
      if (objects.at(-1)?.has(key)) duplicate ??= key;
      objects.at(-1)?.add(key);
    }
  });
  return duplicate;
};
