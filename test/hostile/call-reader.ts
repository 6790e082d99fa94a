/** @file Watches one reading of a hostile input and says what should not have happened. */
import { EXIT, judge } from "../../apps/cli/src/errors.ts";
import type { AllocationWatch } from "../fuzz/allocations.ts";
import { MARK } from "./outside.ts";
import type { Reader, Seen } from "./readers.ts";

const MOST_MS = 1000;
/** Beside other work on the machine; longer than this, something waits for what never comes. */
const MOST_WALL_MS = 10_000;
const MOST_CHARACTERS = 600;
/** Beyond what the input takes on disk: buffers of fixed size, and the weights of small models. */
const SPARE_BYTES = 20 * 2 ** 20;
const MOST_MEMORY_GROWTH = 400 * 2 ** 20;

const PROTOTYPES = [
  ...[Object, Array, Function, String, Number, Boolean, Map, Set, Promise],
  ...[Error, Uint8Array, Float32Array, Buffer, RegExp, Date],
].map(({ prototype }) => prototype as object);

const prototypeKeys = (): string =>
  PROTOTYPES.map((one) => Reflect.ownKeys(one).map(String).join()).join(";");

/** Where in the code an error comes from. */
const originOf = ({ stack = "" }: Error): string =>
  stack.split("\n").find((line) => line.includes(".ts")) ?? "";

/** What is wrong with an error, as the command would tell it. */
const judgeError = (error: unknown): string[] => {
  if (!(error instanceof Error)) return [`threw ${String(error)}`];
  const { message, exitCode } = judge(error, false);
  const start = `${error.name}: ${message.slice(0, 300)}`;
  const wrong: readonly (readonly [boolean, string])[] = [
    [exitCode !== EXIT.usage, `exit ${exitCode}${originOf(error)}`],
    [message.length > MOST_CHARACTERS, `${message.length} characters`],
    [/\p{Cc}/u.test(message), "a control character"],
    [/unexpected|\.ts:\d|\n/.test(message), "no sentence for users"],
  ];
  return wrong.flatMap(([is, what]) => (is ? [`${what}: ${start}`] : []));
};

/** What of the files outside is in what was read. */
const judgeSeen = (
  { params, about }: Seen,
  foreign: ReadonlySet<number>,
): string[] => [
  ...(params?.some((one) => foreign.has(one))
    ? ["took weights from outside"]
    : []),
  ...(JSON.stringify(about ?? "").includes(String(MARK))
    ? ["told what stands outside"]
    : []),
];

/** One reading. */
export interface Call {
  readonly refused: boolean;
  /** of the processor */
  readonly ms: number;
  readonly problems: readonly string[];
}

/** What is known of an input before it is read. */
export interface Given {
  readonly place: string;
  /** that it takes on disk */
  readonly bytes: number;
  /** Whether it may be read to a file outside of which it is a second name. */
  readonly shared: boolean;
  /** Weights of the models outside. */
  readonly foreign: ReadonlySet<number>;
}

const attempt = async (
  { read }: Reader,
  { place, shared, foreign }: Given,
): Promise<Omit<Call, "ms">> => {
  try {
    const seen = await read(place);
    return {
      refused: false,
      problems: shared ? [] : judgeSeen(seen, foreign),
    };
  } catch (error) {
    const told = !shared && String(error).includes(String(MARK));
    const problems = judgeError(error);
    return {
      refused: true,
      problems: told ? [...problems, "told what stands outside"] : problems,
    };
  }
};

/** Reads an input once. */
export const callReader = async (
  reader: Reader,
  given: Given,
  watch: AllocationWatch,
): Promise<Call> => {
  const allowed = SPARE_BYTES + 2 * given.bytes;
  const keys = prototypeKeys();
  const memory = process.resourceUsage().maxRSS;
  watch.longest();
  const [cpu, startedAt] = [process.cpuUsage(), performance.now()];
  const { refused, problems } = await attempt(reader, given);
  const wall = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpu);
  // Threads of the collector count as processor time, other processes as time on the wall.
  const ms = Math.min((user + system) / 1000, wall);
  const longest = watch.longest();
  const grown = 1024 * (process.resourceUsage().maxRSS - memory);
  const more: readonly (readonly [boolean, string])[] = [
    [ms > MOST_MS, `took ${Math.round(ms)} ms`],
    [wall > MOST_WALL_MS, `kept waiting for ${Math.round(wall)} ms`],
    [longest > allowed, `reserved ${longest} bytes for ${allowed}`],
    [grown > MOST_MEMORY_GROWTH, `took ${grown} bytes of memory`],
    [keys !== prototypeKeys(), "changed a prototype"],
  ];
  const broken = more.flatMap(([is, what]) => (is ? [what] : []));
  return { refused, ms, problems: [...problems, ...broken] };
};
