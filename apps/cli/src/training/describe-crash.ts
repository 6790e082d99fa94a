/** @file What became of a trainer that ended without a word, in one sentence. */
import type { TrainerEnd } from "./messages";

/** How far a run had come. */
export interface Reached {
  /** Train steps done; absent before the run was opened. */
  readonly step?: number;
  /** Step of the newest checkpoint; absent where there is none. */
  readonly checkpoint?: number;
}

/** Why a process ended. */
export interface Cause {
  /** Words that follow "The process". */
  readonly what: string;
  readonly memory?: true;
}

/** Texts of allocators, in what the process wrote or an engine threw. */
const MEMORY: readonly (readonly [RegExp, string])[] = [
  [
    /heap out of memory|Reached heap limit|Ineffective mark-compacts/i,
    "reached the heap limit of Node (node --max-old-space-size raises it)",
  ],
  [
    /bad_alloc|failed to allocate memory|cannot allocate memory|array buffer allocation failed/i,
    "ran out of memory",
  ],
];

/** Whether a text is an allocator's complaint, and what it means. */
function memoryCause(lines: readonly string[]): Cause | undefined {
  const found = MEMORY.find(([pattern]) =>
    lines.some((line) => pattern.test(line)),
  );
  return found && { what: found[1], memory: true };
}

/**
 * Finds out why a process ended.
 * @param lines the last ones that it wrote, oldest first
 */
export function findCause(
  { exitCode, signal, problem }: TrainerEnd,
  lines: readonly string[],
): Cause {
  if (problem !== undefined)
    return { what: `could not be started: ${problem}` };
  const memory = memoryCause(lines);
  if (memory !== undefined) return memory;
  if (signal === "SIGKILL")
    return {
      what: "was killed (SIGKILL), most likely because the machine ran out of memory",
      memory: true,
    };
  const last = lines.at(-1);
  const words = last === undefined ? "" : ` ("${last.slice(0, 200)}")`;
  if (signal !== null) return { what: `crashed with ${signal}${words}` };
  return { what: `ended with code ${exitCode ?? "none"}${words}` };
}

/** Why an engine failed where memory was what it lacked; undefined for any other error. */
export const findShortage = ({ message }: Error): Cause | undefined =>
  memoryCause([message]);

/** Where the run stands, and how to go on; the second half of a sentence. */
export function describeReached(
  { step, checkpoint }: Reached,
  dir: string,
): string {
  if (step === undefined) return "before the run was opened";
  return checkpoint === undefined
    ? `after step ${step}; trm resume ${dir} starts again, since there is no checkpoint yet`
    : `after step ${step}; trm resume ${dir} goes on from the checkpoint of step ${checkpoint}`;
}

const LESS_MEMORY =
  " (a run with a lower training.batchSize, or a higher training.accumulationSteps, needs less memory)";

/**
 * Describes a crash.
 * @param lines the last ones that the process wrote, oldest first
 * @param dir folder of the run
 */
export function describeCrash(
  end: TrainerEnd,
  lines: readonly string[],
  reached: Reached,
  dir: string,
): string {
  const { what, memory } = findCause(end, lines);
  return `The training process ${what} ${describeReached(reached, dir)}${memory ? LESS_MEMORY : ""}`;
}

/**
 * Describes an engine's failure to allocate, which says nothing of the run.
 * @returns undefined for any other error
 */
export function describeShortage(
  error: Error,
  reached: Reached,
  dir: string,
): string | undefined {
  const cause = findShortage(error);
  return (
    cause &&
    `The training process ${cause.what} ${describeReached(reached, dir)}${LESS_MEMORY}`
  );
}
