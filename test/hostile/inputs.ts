/** @file Hostile inputs, each a pure function of its number. */
import {
  cpSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import suite from "../../suites/quickstart.json" with { type: "json" };
import { Choices } from "../fuzz/random.ts";
import { FILE_ATTACKS, SHARED } from "./file-attacks.ts";
import { configOf } from "./good-folders.ts";
import { JSON_ATTACKS, type Attacked } from "./json-attacks.ts";
import { namesBelow } from "./outside.ts";
import type { Kind } from "./readers.ts";
import { RUN_ATTACKS, sealCheckpoint } from "./run-attacks.ts";
import { SAFETENSORS_ATTACKS } from "./safetensors-attacks.ts";

/** Where good folders lie to be copied, and those outside. */
export interface Ground {
  /** absolute; holds run, model and reference */
  readonly good: string;
  /** absolute; holds the same names, and more */
  readonly outside: string;
}

/** One input. */
export interface HostileInput {
  readonly kind: Kind;
  readonly attack: string;
  /** Whether it may be read to a file outside of which it is a second name. */
  readonly shared: boolean;
  /** Makes the file or folder. */
  make(place: string): void;
}

type Make = (place: string, attacked: Attacked, ground: Ground) => void;

interface Row {
  readonly kind: Kind;
  readonly attack: string;
  readonly make: Make;
}

const rows = <T>(
  kind: Kind,
  attacks: Readonly<Record<string, T>>,
  make: (attack: T) => Make,
  where = "",
): Row[] =>
  Object.entries(attacks).map(([name, attack]) => ({
    ...{ kind, attack: where === "" ? name : `${name}, in ${where}` },
    make: make(attack),
  }));

const jsonFile = (kind: Kind, value: unknown): Row[] =>
  rows(kind, JSON_ATTACKS, (attack) => (place, attacked) => {
    writeFileSync(place, attack(value, attacked));
  });

const copyOf = (ground: Ground, kind: Kind, place: string): void =>
  cpSync(join(ground.good, kind), place, { recursive: true });

const endingIn = (ending: string, choices: Choices, dir: string): string =>
  join(
    dir,
    choices.of(namesBelow(dir).filter((name) => name.endsWith(ending))),
  );

/** Half of those who change a checkpoint make its manifest agree. */
const sealOnce = (path: string, choices: Choices): void => {
  if (choices.once(2)) sealCheckpoint(dirname(path));
};

const jsonInside = (kind: Kind): Row[] =>
  rows(
    kind,
    JSON_ATTACKS,
    (attack) => (place, attacked, ground) => {
      copyOf(ground, kind, place);
      const path = endingIn(".json", attacked.choices, place);
      const value: unknown = JSON.parse(readFileSync(path, "utf8"));
      writeFileSync(path, attack(value, attacked));
      if (!path.endsWith("manifest.json")) sealOnce(path, attacked.choices);
    },
    "its JSON",
  );

const safetensorsInside = (kind: Kind): Row[] =>
  rows(
    kind,
    SAFETENSORS_ATTACKS,
    (attack) => (place, attacked, ground) => {
      copyOf(ground, kind, place);
      const path = endingIn(".safetensors", attacked.choices, place);
      writeFileSync(path, attack(readFileSync(path), attacked));
      sealOnce(path, attacked.choices);
    },
    "its weights",
  );

/** Names that a run may have and the good one has not. */
const MORE = ["run.lock", "done.json", "events.tfevents.002"];

/** Files and folders that a folder of either kind can have, at most. */
const MOST_NAMES = 20;

/** Every attack at one name after the other. */
const filesInside = (kind: Kind): Row[] =>
  Array.from({ length: MOST_NAMES }, (_, turn) =>
    rows(kind, FILE_ATTACKS, (attack) => (place, { choices }, ground) => {
      copyOf(ground, kind, place);
      const names = [...namesBelow(place), ...(kind === "run" ? MORE : [])];
      const name = names[turn % names.length]!;
      const { outside } = ground;
      const same = join(outside, kind, name);
      const twin = existsSync(same) ? same : join(outside, "secret.txt");
      attack({ path: join(place, name), twin, outside }, choices);
    }),
  ).flat();

const TABLE: readonly (readonly [share: number, rows: readonly Row[]])[] = [
  [10, jsonFile("configuration", configOf(1))],
  [4, jsonFile("suite", suite)],
  [
    9,
    rows(
      "safetensors",
      SAFETENSORS_ATTACKS,
      (attack) => (place, attacked, ground) => {
        const good = join(ground.good, "reference/model.safetensors");
        writeFileSync(place, attack(readFileSync(good), attacked));
      },
    ),
  ],
  [2, jsonInside("reference")],
  [2, safetensorsInside("reference")],
  [10, jsonInside("run")],
  [5, safetensorsInside("run")],
  [32, filesInside("run")],
  [
    12,
    rows("run", RUN_ATTACKS, (attack) => (place, attacked, ground) => {
      copyOf(ground, "run", place);
      attack(place, attacked);
    }),
  ],
  [4, jsonInside("model")],
  [2, safetensorsInside("model")],
  [8, filesInside("model")],
];

const SHARES = TABLE.flatMap(([share, list]) =>
  Array.from({ length: share }, () => list),
);

const waysOut = (outside: string): string[] => [
  ...[join(outside, "run"), join(outside, "secret.txt")],
  ...["../../outside/secret.txt", "../../outside/empty/new", "../outside"],
  ...["..", "../", "/", "/etc/passwd", "/dev/zero", "~/.bashrc", ".", ""],
  ...["..\\..\\outside\\secret.txt", "C:\\Windows", "\\\\server\\share"],
  ...["file:///etc/passwd", "%2e%2e%2foutside", "a/../../../outside/run"],
  ...["model.safetensors:stream", "CON", `${"../".repeat(200)}etc/passwd`],
];

/** The input of a number: kinds and classes take turns, so that none is missed; the rest is chosen. */
export const hostileInput = (number: number, ground: Ground): HostileInput => {
  const turn = number % SHARES.length;
  const list = SHARES[turn]!;
  const before = SHARES.slice(0, turn).filter((other) => other === list).length;
  const each = SHARES.filter((other) => other === list).length;
  const round = Math.floor(number / SHARES.length);
  const { kind, attack, make } = list[(round * each + before) % list.length]!;
  const choices = new Choices(number);
  const outside = waysOut(ground.outside);
  return {
    ...{ kind, attack, shared: SHARED.has(attack) },
    make: (place) => make(place, { choices, outside }, ground),
  };
};

/** Bytes that a file or folder really takes on disk, holes not counted. */
export const bytesOnDisk = (path: string): number => {
  const stats = lstatSync(path);
  if (stats.isFile()) return stats.blocks * 512;
  if (!stats.isDirectory()) return 0;
  return readdirSync(path).reduce(
    (sum, name) => sum + bytesOnDisk(join(path, name)),
    0,
  );
};
