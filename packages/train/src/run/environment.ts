/** @file What the bits of a run depend on besides its configuration: versions, processor and engine. */
import { createRequire } from "node:module";
import { cpus } from "node:os";
import { z } from "zod";
import { version } from "../../package.json";

/** Where a run computes, as run.json has it. */
export interface Environment {
  /** of this package and those that it computes with, Node (whose mathematics draws the weights) and the engine */
  readonly versions: Readonly<Record<string, string>>;
  readonly hardware: {
    /** model of the processor: libraries choose their kernels by it */
    readonly cpu: string;
    /** logical processors */
    readonly cores: number;
    /** operating system and instruction set, such as `linux x64` */
    readonly platform: string;
    /** the engine's own words, device and threads included */
    readonly engine: string;
  };
}

/** A word or a few on one line. */
const words = z
  .string()
  .max(200)
  .regex(/^\P{Cc}*$/u);

const schema = z.object({
  versions: z.object({
    "@trm/train": words,
    // An earlier version did not write these three.
    "@trm/models": words.optional(),
    "@trm/onnx": words.optional(),
    "@trm/tasks": words.optional(),
    node: words,
  }),
  hardware: z.object({
    cpu: words,
    // An earlier version did not write it.
    platform: words.optional(),
    engine: words,
  }),
});

/** What {@link differences} reads of a run.json, whoever wrote it. */
export type WrittenEnvironment = z.output<typeof schema>;

/** The packages besides this one whose code makes the numbers. */
const PACKAGES = ["@trm/models", "@trm/onnx", "@trm/tasks"] as const;

const manifest = z.object({ version: words });

/** The versions that are installed; of a package that a program has been bundled with, none is known. */
function packageVersions(): Record<string, string> {
  const require = createRequire(import.meta.url);
  const found = PACKAGES.flatMap((name): [string, string][] => {
    try {
      const { version } = manifest.parse(require(`${name}/package.json`));
      return [[name, version]];
    } catch {
      return [];
    }
  });
  return Object.fromEntries(found);
}

/** The parts of a description such as `onnxruntime 1.30.0 on cpu, 2 threads`. */
function engineParts(engine: string) {
  const [, name, number, place] = /^(\S+) (\d\S*)(.*)$/.exec(engine) ?? [];
  return name && number && place !== undefined
    ? { name, number, place: place.trim() }
    : { name: engine, number: "", place: "" };
}

/**
 * The environment of this process.
 *
 * @param engine the description of the engine that computes
 */
export function environmentOf(engine: string): Environment {
  const processors = cpus();
  const { name, number } = engineParts(engine);
  return {
    versions: {
      "@trm/train": version,
      ...packageVersions(),
      node: process.versions.node,
      ...(number && { [name]: number }),
    },
    hardware: {
      cpu: processors[0]?.model ?? "unknown",
      cores: processors.length,
      platform: `${process.platform} ${process.arch}`,
      engine,
    },
  };
}

/**
 * @param record a run.json that need not be one
 * @returns what it says of the environment, or undefined where it says too little
 */
export const writtenEnvironment = (
  record: unknown,
): WrittenEnvironment | undefined => schema.safeParse(record).data;

type Pair = readonly [what: string, then: string | undefined, now: string];

/** An engine's version and place apart, since mostly one of them differs. */
function enginePairs(written: string, now: string): Pair[] {
  const [then, here] = [engineParts(written), engineParts(now)];
  return then.name === here.name
    ? [
        [here.name, then.number, here.number],
        ["engine", then.place, here.place],
      ]
    : [["engine", written, now]];
}

/**
 * What is not as it was, of all that bits may depend on; the number of processors is none of it.
 *
 * @param written where a run was started
 * @param now where it goes on
 * @returns a few words each, such as `onnxruntime 1.29.0 then, 1.30.0 now`
 */
export function differences(
  written: WrittenEnvironment,
  now: Environment,
): string[] {
  const [then, here] = [written.hardware, now.hardware];
  const pair = (
    name: keyof WrittenEnvironment["versions"],
    what: string = name,
  ): Pair => [what, written.versions[name], now.versions[name] ?? "none"];
  const pairs: readonly Pair[] = [
    pair("@trm/train"),
    ...PACKAGES.map((name) => pair(name)),
    pair("node", "Node"),
    ...enginePairs(then.engine, here.engine),
    ["processor", then.cpu, here.cpu],
    ["platform", then.platform, here.platform],
  ];
  return pairs
    .filter(([, before, after]) => before !== undefined && before !== after)
    .map(([what, before, after]) => `${what} ${before} then, ${after} now`);
}

/**
 * The warning that bits may differ.
 *
 * @param changes from {@link differences}
 * @returns one sentence, or undefined where nothing differs
 */
export const environmentWarning = (
  changes: readonly string[],
): string | undefined =>
  changes.length === 0
    ? undefined
    : `What the run computes with has changed since it was started (${changes.join("; ")}), so its numbers may differ in their last bits from those of an uninterrupted run.`;
