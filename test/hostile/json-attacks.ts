/** @file JSON that is made to do harm: each attack takes a good value and gives the bytes of a bad file. */
import type { Choices } from "../fuzz/random.ts";

/** What an attack has to work with. */
export interface Attacked {
  readonly choices: Choices;
  /** Paths that lead out of the folder, to files that must not be read or written. */
  readonly outside: readonly string[];
}

/** From a good value to the bytes of a file. */
export type JsonAttack = (
  value: unknown,
  attacked: Attacked,
) => string | Uint8Array;

/** Stands for a raw text until the value is text. */
const HOLE = "@hole@";

interface Place {
  readonly holder: object;
  readonly key: string;
  readonly value: unknown;
}

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null;

const placesOf = (holder: object): Place[] =>
  Object.entries(holder).flatMap(([key, value]) => [
    { holder, key, value: value as unknown },
    ...(isObject(value) ? placesOf(value) : []),
  ]);

/** The value as JSON, with a raw text in place of one of the values in it; of those that `fits` names, if there are any. */
const replaceOne = (
  value: unknown,
  { choices }: Attacked,
  raw: string,
  fits: (place: Place) => boolean = () => true,
): string => {
  const copy: unknown = structuredClone(value);
  const places = isObject(copy) ? placesOf(copy) : [];
  const fitting = places.filter(fits);
  if (places.length === 0) return raw;
  const { holder, key } = choices.of(fitting.length > 0 ? fitting : places);
  Reflect.set(holder, key, HOLE);
  return JSON.stringify(copy).replace(`"${HOLE}"`, () => raw);
};

/** The value as JSON, with raw text in one of its objects, at the beginning or the end of its fields. */
const addOne = (value: unknown, { choices }: Attacked, raw: string): string => {
  const text = JSON.stringify(value);
  const opening = choices.once(2);
  const ends = [...text.matchAll(opening ? /\{(?!\})/g : /(?<!\{)\}/g)];
  if (ends.length === 0) return `{${raw}}`;
  const at = choices.of(ends).index + (opening ? 1 : 0);
  const inserted = opening ? `${raw},` : `,${raw}`;
  return text.slice(0, at) + inserted + text.slice(at);
};

const isText = ({ value }: Place): boolean => typeof value === "string";
const isNumber = ({ value }: Place): boolean => typeof value === "number";

const NAMES = [
  ...["__proto__", "constructor", "prototype", "toString"],
  ...["hasOwnProperty", "valueOf", "__defineGetter__"],
];

const NUMBERS = [
  ...["1e308", "-1e308", "1e999", "-0", "-1", "0", "5e-324", "0.1"],
  ...["9007199254740992", "9007199254740993", "18446744073709551616"],
  ...["2147483648", "4294967296", "1e15", "1e9", "NaN", "Infinity"],
  ...['"NaN"', '"1e308"', '"0x7fffffff"', `1${"0".repeat(5000)}`],
];

const nest = (depth: number, open: string, close: string): string =>
  open.repeat(depth) + close.repeat(depth);

const DEEP = 100_000;

const BROKEN: readonly ((text: string) => string | Uint8Array)[] = [
  () => "",
  () => " \n\t",
  (text) => text.slice(0, text.length / 2),
  (text) => `\ufeff${text}`,
  (text) => Buffer.from(text, "utf16le"),
  (text) => `${text}\0`,
  (text) => text.replace('"', '"\0'),
  (text) => Buffer.from(text.replace('"', '"\xff\xc0\x80'), "latin1"),
  (text) => text.replace(/"/g, "'"),
  (text) => `${text}\n${text}`,
  () => "null",
  () => "[]",
  () => Buffer.alloc(1000),
];

/** Texts that a terminal would obey, or a program would take for an end. */
const UNSPEAKABLE = [
  ...["\u001b]0;owned\u0007", "\u001b[2J", "\u009b2J", "\u202e", "\0", "\r\n"],
  ...["\u2028", "\ud800", "%s%n", "$(touch owned)", "; rm -rf ~", "-rf"],
];

/** The attacks by class. */
export const JSON_ATTACKS: Readonly<Record<string, JsonAttack>> = {
  "a path out of the folder": (value, attacked) =>
    replaceOne(
      value,
      attacked,
      JSON.stringify(attacked.choices.of(attacked.outside)),
      isText,
    ),
  "a key of every prototype": (value, attacked) => {
    const name = attacked.choices.of(NAMES);
    const inner = attacked.choices.of([
      '{"polluted":true}',
      '{"prototype":{"polluted":true}}',
      '{"toString":null,"length":1e9}',
      "null",
    ]);
    return addOne(value, attacked, `"${name}":${inner}`);
  },
  "a prototype's name as a value": (value, attacked) =>
    replaceOne(value, attacked, `"${attacked.choices.of(NAMES)}"`, isText),
  "a key twice": (value, attacked) => {
    const fields = isObject(value) ? placesOf(value) : [];
    const { key } = attacked.choices.of(fields);
    const second = attacked.choices.of(["null", "1e9", '"x"', "[]", "{}"]);
    return addOne(value, attacked, `${JSON.stringify(key)}:${second}`);
  },
  "a number beyond all bounds": (value, attacked) =>
    replaceOne(value, attacked, attacked.choices.of(NUMBERS), isNumber),
  "nesting without end": (value, attacked) => {
    const depth = attacked.choices.of([40, 1000, DEEP]);
    const deep = attacked.choices.of([
      nest(depth, "[", "]"),
      `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`,
      "[".repeat(depth),
    ]);
    return attacked.choices.once(3) ? deep : replaceOne(value, attacked, deep);
  },
  "broken text": (value, { choices }) =>
    choices.of(BROKEN)(JSON.stringify(value)),
  "text that nobody can say": (value, attacked) => {
    const text = JSON.stringify(attacked.choices.of(UNSPEAKABLE));
    return attacked.choices.once(2)
      ? replaceOne(value, attacked, text, isText)
      : addOne(value, attacked, `${text}:1`);
  },
  "text without end": (value, attacked) => {
    const long = "x".repeat(1_000_000);
    return attacked.choices.of([
      () => replaceOne(value, attacked, `"${long}"`, isText),
      () => addOne(value, attacked, `"${long}":1`),
      () => replaceOne(value, attacked, `[${"0,".repeat(100_000)}0]`),
      () =>
        addOne(
          value,
          attacked,
          Array.from({ length: 20_000 }, (_, i) => `"k${i}":${i}`).join(","),
        ),
    ])();
  },
  "a value of another kind": (value, attacked) =>
    replaceOne(
      value,
      attacked,
      attacked.choices.of(["null", "[]", "{}", "true", '""', "[[]]", "1"]),
    ),
  "another version of the format": (value, attacked) => {
    const version = attacked.choices.of(["0", "2", "99", "1e999", '"1"', "-1"]);
    return isObject(value) && "formatVersion" in value
      ? replaceOne(
          value,
          attacked,
          version,
          ({ key }) => key === "formatVersion",
        )
      : addOne(value, attacked, `"formatVersion":${version}`);
  },
};
