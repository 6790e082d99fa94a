/** @file Duplicate keys, which JSON.parse forgives by keeping the last. */

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:]/g;

/**
 * The first key that an object in a JSON text has twice.
 *
 * @param json  a text that JSON.parse accepts
 */
export const findDuplicateKey = (json: string): string | undefined => {
  const objects: Set<string>[] = [];
  let text = "";
  for (const [token] of json.matchAll(TOKEN)) {
    if (token === "{" || token === "[") objects.push(new Set());
    else if (token === "}" || token === "]") objects.pop();
    else if (token !== ":") text = token;
    else {
      const key: unknown = JSON.parse(text);
      const keys = objects.at(-1);
      if (typeof key !== "string" || keys === undefined) continue;
      if (keys.has(key)) return key;
      keys.add(key);
    }
  }
  return undefined;
};
