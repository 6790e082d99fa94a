/** @file Damage to JSON: other values, keys too many or too few, and texts that are barely JSON. */
import type { Choices } from "./random.ts";

const deep = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);

/** Values as JSON texts, since some are only texts: 1e999, a key twice, a nesting that no stack holds. */
const VALUES: readonly string[] = [
  ...["null", "true", "false", "0", "-0", "-1", "1", "2", "3", "7", "64"],
  ...["0.5", "1e-9", "1e300", "1e999", "-1e999", "2147483648", "4294967296"],
  ...["9007199254740991", "9007199254740993", "1e9", "65536", "8192", "1025"],
  ...['""', '"a"', '"ut"', '"trm"', '"full"', '"__proto__"', '"constructor"'],
  ...['"\\ud800"', '"\\u0000"', '"\\n"', '"../../etc/passwd"', "[]", "{}"],
  ...["[0]", "[[]]", "[1,2,3]", '{"a":1}', '{"__proto__":{"x":1}}'],
  `"${"x".repeat(5000)}"`,
  `"${"\\u202e".repeat(200)}"`,
  `[${"0,".repeat(2000)}0]`,
  deep(50),
  deep(20_000),
];

const KEYS: readonly string[] = [
  ...["__proto__", "constructor", "prototype", "toString", "length", "", "a"],
  ...["model", "kwargs", "n_layer", "nLayer", "arch", "shape", "dtype"],
  ...["data_offsets", "x".repeat(5000), "\u0000", "trm", "__metadata__"],
];

/** A JSON value as a tree of texts, whose objects may have a key twice. */
type Node =
  | { readonly kind: "text"; text: string }
  | { readonly kind: "list"; items: Node[] }
  | { readonly kind: "object"; fields: [string, Node][] };

const toNode = (value: unknown): Node => {
  if (Array.isArray(value)) return { kind: "list", items: value.map(toNode) };
  if (typeof value === "object" && value !== null)
    return {
      kind: "object",
      fields: Object.entries(value).map(([key, inner]) => [key, toNode(inner)]),
    };
  return { kind: "text", text: JSON.stringify(value) };
};

const toText = (node: Node): string => {
  if (node.kind === "text") return node.text;
  if (node.kind === "list") return `[${node.items.map(toText).join(",")}]`;
  const fields = node.fields.map(
    ([key, inner]) => `${JSON.stringify(key)}:${toText(inner)}`,
  );
  return `{${fields.join(",")}}`;
};

const childrenOf = (node: Node): Node[] =>
  node.kind === "list"
    ? node.items
    : node.kind === "object"
      ? node.fields.map(([, inner]) => inner)
      : [];

const replaceText = (node: Node, choices: Choices): Node =>
  node.kind === "text" && /^-?\d/.test(node.text) && choices.once(2)
    ? {
        kind: "text",
        text: String(Number(node.text) + choices.of([-1, 1, 0.5])),
      }
    : { kind: "text", text: choices.of(VALUES) };

const damageFields = (fields: [string, Node][], choices: Choices): void => {
  const at = choices.below(Math.max(fields.length, 1));
  const [key = "a", value] = fields[at] ?? [];
  const other: Node = value ?? { kind: "text", text: choices.of(VALUES) };
  choices.of([
    () => fields.splice(at, 1),
    () => fields.push([choices.of(KEYS), other]),
    () => fields.push([key, { kind: "text", text: choices.of(VALUES) }]),
    () => fields.splice(at, 1, [choices.of(KEYS), other]),
    () => fields.splice(at, 1, [`${key.slice(1)}s`, other]),
    () => fields.splice(at, 1, [key, replaceText(other, choices)]),
  ])();
};

/** Walks down to a place, and damages it. */
const damage = (node: Node, choices: Choices): Node => {
  const children = childrenOf(node);
  if (children.length > 0 && !choices.once(4)) {
    const at = choices.below(children.length);
    const inner = damage(children[at]!, choices);
    if (node.kind === "list") node.items[at] = inner;
    else if (node.kind === "object") node.fields[at]![1] = inner;
    return node;
  }
  if (node.kind === "text" || choices.once(4))
    return replaceText(node, choices);
  if (node.kind === "object") damageFields(node.fields, choices);
  else if (choices.once(2))
    node.items.splice(choices.below(node.items.length), 1);
  else node.items.push({ kind: "text", text: choices.of(VALUES) });
  return node;
};

const damageText = (text: string, choices: Choices): string => {
  const at = choices.below(text.length + 1);
  return choices.of([
    () => text.slice(0, at),
    () =>
      text.slice(0, at) +
      choices.of(Array.from('{}[]:,"\\x0-.e\u0000')) +
      text.slice(at),
    () => text.slice(0, at) + text.slice(at + 1 + choices.below(4)),
    () => ` ${text}\n\t`,
    () => `\ufeff${text}`,
  ])();
};

/** The JSON text of a value with one to three kinds of damage; seldom no JSON any more. */
export const mutateJson = (value: unknown, choices: Choices): string => {
  let node = toNode(value);
  for (let n = choices.below(3); n >= 0; n--) node = damage(node, choices);
  const text = toText(node);
  return choices.once(12) ? damageText(text, choices) : text;
};
