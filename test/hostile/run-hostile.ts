/** @file Gives hostile inputs to their readers, one after the other, and takes down what should not happen. */
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { AllocationWatch } from "../fuzz/allocations.ts";
import { callReader, type Call } from "./call-reader.ts";
import { bytesOnDisk, hostileInput, type Ground } from "./inputs.ts";
import { changes, snapshot } from "./outside.ts";
import { READERS } from "./readers.ts";
import { startWatchdog } from "./watchdog.ts";

/** What happened. */
export interface HostileReport {
  /** Readings, of which each input has several. */
  readonly calls: number;
  /** Readings that ended with an error. */
  readonly refused: number;
  /** Inputs that some reader refused. */
  readonly unusable: number;
  /** Inputs by class. */
  readonly classes: ReadonlyMap<string, number>;
  /** The slowest reading, and what it was. */
  readonly slowest: { readonly ms: number; readonly call: string };
  /** What broke a promise, as "kind: attack #number, reader: what". */
  readonly failures: readonly string[];
}

/** Where the inputs are made, and what watches them. */
export interface Scene {
  readonly watch: AllocationWatch;
  readonly ground: Ground;
  /** Weights of the models outside. */
  readonly foreign: ReadonlySet<number>;
  /** A folder that does not exist, for one input at a time; beside the folder outside. */
  readonly cell: string;
}

/** What a reader, or the input as a whole, has done. */
type Told = (call: string, ended: Call) => void;

/** Reads one input with all its readers. @returns what is wrong with the folders afterwards */
const readAll = async (
  { watch, foreign, cell }: Scene,
  { kind, shared }: ReturnType<typeof hostileInput>,
  tell: Told,
  feed: (call: string) => void,
): Promise<string[]> => {
  const place = join(cell, "given");
  const given = { place, shared, foreign, bytes: bytesOnDisk(place) };
  const [looking, writing] = [false, true].map((writes) =>
    READERS[kind].filter((reader) => (reader.writes ?? false) === writes),
  );
  const before = snapshot(cell, false);
  for (const reader of looking!) {
    feed(reader.name);
    tell(reader.name, await callReader(reader, given, watch));
  }
  const changed = changes(before, snapshot(cell, false));
  for (const reader of writing!) {
    feed(reader.name);
    if (existsSync(place))
      tell(reader.name, await callReader(reader, given, watch));
  }
  const [, ...others] = snapshot(cell, false)
    .split("\n")
    .filter((line) => !line.startsWith("given"));
  return [
    ...changed.map((line) => `changed by reading: ${line}`),
    ...others.map((line) => `left beside: ${line}`),
  ];
};

/** Makes and reads the inputs of the numbers from 0 on. */
export const runHostile = async (
  scene: Scene,
  count: number,
): Promise<HostileReport> => {
  const { ground, cell } = scene;
  const failures: string[] = [];
  const classes = new Map<string, number>();
  let [calls, refused, unusable] = [0, 0, 0];
  let slowest = { ms: 0, call: "" };
  let outside = snapshot(ground.outside, true);
  const watchdog = startWatchdog();
  for (let number = 0; number < count; number++) {
    const input = hostileInput(number, ground);
    const name = `${input.kind}: ${input.attack}`;
    classes.set(name, (classes.get(name) ?? 0) + 1);
    mkdirSync(cell);
    input.make(join(cell, "given"));
    const refusedBefore = refused;
    const wrong = await readAll(
      scene,
      input,
      (reader, ended) => {
        const call = `${name} #${number}, ${reader}`;
        calls++;
        if (ended.refused) refused++;
        if (ended.ms > slowest.ms) slowest = { ms: ended.ms, call };
        failures.push(...ended.problems.map((what) => `${call}: ${what}`));
      },
      (reader) => watchdog.feed(`${name} #${number}, ${reader}`),
    );
    if (refused > refusedBefore) unusable++;
    const now = snapshot(ground.outside, true);
    const touched = changes(outside, now);
    outside = now;
    failures.push(
      ...wrong.map((what) => `${name} #${number}: ${what}`),
      ...touched.map((line) => `${name} #${number}: changed outside: ${line}`),
    );
    rmSync(cell, { recursive: true });
  }
  await watchdog.stop();
  return { calls, refused, unusable, classes, slowest, failures };
};
