/** @file Safetensors files that are made to do harm. */
import { JSON_ATTACKS, type Attacked } from "./json-attacks.ts";

type SafetensorsAttack = (good: Uint8Array, attacked: Attacked) => Uint8Array;

interface Parts {
  readonly header: Readonly<Record<string, unknown>>;
  readonly data: Uint8Array;
}

const partsOf = (good: Uint8Array): Parts => {
  const view = new DataView(good.buffer, good.byteOffset);
  const start = 8 + Number(view.getBigUint64(0, true));
  return {
    header: JSON.parse(
      new TextDecoder().decode(good.subarray(8, start)),
    ) as Record<string, unknown>,
    data: good.subarray(start),
  };
};

const join = (
  header: string | Uint8Array,
  data: Uint8Array,
  length = BigInt(Buffer.byteLength(header)),
): Uint8Array => {
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt.asUintN(64, length));
  return new Uint8Array(Buffer.concat([size, Buffer.from(header), data]));
};

const LENGTHS = [
  ...[0n, 1n, 2n ** 24n, 2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 63n, -1n],
];

const SHAPES = [
  [2 ** 31, 2 ** 31],
  [1e15],
  [0, 2 ** 53 - 1],
  [2 ** 53],
  [-1],
  [1.5],
  Array<number>(100_000).fill(1),
  Array<number>(64).fill(2),
];

const OFFSETS = [
  [0, 2 ** 53],
  [2 ** 40, 2 ** 40 + 4],
  [-4, 0],
  [4, 0],
  [0, 0],
  [0],
  ["0", "4"],
];

/** The file with a field of one of its tensors exchanged. */
const withField = (
  good: Uint8Array,
  { choices }: Attacked,
  field: object,
): Uint8Array => {
  const { header, data } = partsOf(good);
  const name = choices.of(Object.keys(header));
  const changed = { ...(header[name] as object), ...field };
  return join(JSON.stringify({ ...header, [name]: changed }), data);
};

const withName = (
  good: Uint8Array,
  { choices }: Attacked,
  name: string,
): Uint8Array => {
  const { header, data } = partsOf(good);
  const old = choices.of(Object.keys(header));
  const text = JSON.stringify(header).replace(JSON.stringify(old), () =>
    JSON.stringify(name),
  );
  return join(text, data);
};

const manyTensors = (count: number): Uint8Array =>
  join(
    `{${Array.from({ length: count }, (_, i) => `"${i}":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}`).join(",")}}`,
    new Uint8Array(0),
  );

/** The attacks by class. */
export const SAFETENSORS_ATTACKS: Readonly<Record<string, SafetensorsAttack>> =
  {
    ...Object.fromEntries(
      Object.entries(JSON_ATTACKS).map(([name, attack]) => [
        `header with ${name}`,
        (good: Uint8Array, attacked: Attacked) => {
          const { header, data } = partsOf(good);
          return join(attack(header, attacked), data);
        },
      ]),
    ),
    "a length of the header beyond the file": (good, { choices }) => {
      const { header, data } = partsOf(good);
      return join(JSON.stringify(header), data, choices.of(LENGTHS));
    },
    "a shape beyond all bounds": (good, attacked) =>
      withField(good, attacked, { shape: attacked.choices.of(SHAPES) }),
    "offsets beyond the file": (good, attacked) =>
      withField(good, attacked, { data_offsets: attacked.choices.of(OFFSETS) }),
    "a tensor named as a prototype's key": (good, attacked) =>
      withName(
        good,
        attacked,
        attacked.choices.of(["__proto__", "constructor", "toString"]),
      ),
    "a tensor named as a path": (good, attacked) =>
      withName(good, attacked, attacked.choices.of(attacked.outside)),
    "more tensors than any model": (_, { choices }) =>
      manyTensors(choices.of([5000, 70_000])),
    "an end too early or too late": (good, { choices }) =>
      choices.of([
        () => good.slice(0, choices.below(good.length)),
        () => new Uint8Array(Buffer.concat([good, Buffer.alloc(9)])),
        () => new Uint8Array(0),
        () => good.slice(8),
      ])(),
  };
