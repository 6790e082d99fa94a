/** @file What ends the command: sentences for users, exit codes for programs. */
import { isDiskFailure } from "@trm/storage";

/** The exit codes of `trm`, the same for every command. */
export const EXIT = {
  /** It did what was asked. */
  ok: 0,
  /** It tried and failed, for a reason that is not the user's input. */
  failed: 1,
  /** The input was refused; nothing was written. */
  usage: 2,
  /** It ran, and a claim or a tolerance did not hold. */
  claim: 3,
  /** A task of a cluster failed in a way that another attempt does not mend. */
  hopeless: 42,
  /** A signal stopped it; a checkpoint was written. */
  interrupted: 130,
} as const;

/** Input that `trm` itself refuses; the message is one sentence for the user. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** A failure that a sentence explains better than a stack does, such as a full disk. */
export class RunFailedError extends Error {
  override readonly name = "RunFailedError";
}

/** A training process that ended without a word, so that only its end can be told. */
export class TrainerCrashedError extends Error {
  override readonly name = "TrainerCrashedError";
}

/** A signal ended what was asked for before it had a result. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";
}

/** Input for a task of a cluster that cannot be used, so that another attempt fails, too. */
export class HopelessError extends Error {
  override readonly name = "HopelessError";
}

/** What the process says and returns when it ends with an error. */
export interface Verdict {
  readonly message: string;
  readonly exitCode: number;
}

/** Error classes of the packages that mean "this input cannot be used". */
export const USER_ERRORS: ReadonlySet<string> = new Set([
  "UsageError",
  // @trm/storage
  "RunLockedError",
  // @trm/tasks
  "BlockTooShortError",
  "EmptySplitError",
  "InvalidIntegerError",
  "InvalidLengthError",
  "InvalidPromptError",
  "InvalidSplitError",
  "UnknownCharacterError",
  "UnknownTaskError",
  // @trm/models
  "ConfigError",
  "UnknownArchitectureError",
  "ReferenceStateError",
  "SafetensorsError",
  // @trm/onnx
  "DeviceError",
  "OnnxFormatError",
  // @trm/eval
  "EvaluationError",
  "InvalidDecodeRequestError",
  "NonFiniteParameterError",
  "ParameterCountError",
  "SequenceTooLongError",
  // @trm/export
  "ModelFolderError",
  // @trm/train
  "CheckpointError",
  "ConfigPathError",
  "DamagedCheckpointError",
  "GoldenCaseError",
  "InitialWeightsError",
  "RunFolderError",
  // @trm/experiments
  "ReportError",
  "SuiteError",
  "SweepError",
]);

/** Error classes that mean "it went wrong on the way", with a message fit for users. */
export const FAILURES: ReadonlySet<string> = new Set([
  "RunFailedError",
  "TrainerCrashedError",
  // @trm/storage
  "LockLostError",
  "StorageError",
  // @trm/tasks
  "InvalidAlphabetError",
  "TaskContractError",
  "UnknownTokenError",
  // @trm/models
  "ShapeError",
  // @trm/onnx
  "RuntimeError",
  "SignatureError",
  "SymbolicConstantError",
  "SymbolicStructureError",
  "UntraceableOpError",
  "UntraceableReadError",
  // @trm/eval
  "InvalidLogitsError",
  "MetricsError",
  "ProbeError",
  // @trm/train
  "NonFiniteLossError",
  "NonFiniteWeightsError",
  "RunStorageError",
  // @trm/experiments
  "StatisticsError",
]);

/** Error classes that mean "it ran, and what was claimed does not hold". */
export const BROKEN_CLAIMS: ReadonlySet<string> = new Set([
  // @trm/export
  "ParityError",
]);

/** Error classes that mean "the user stopped it". */
export const INTERRUPTIONS: ReadonlySet<string> = new Set(["InterruptedError"]);

/** Error classes that tell a cluster not to try again. */
export const HOPELESS: ReadonlySet<string> = new Set(["HopelessError"]);

/** What an operating system error means, and whether the user's input is to blame. */
const SYSTEM_ERRORS: Readonly<Record<string, readonly [string, number]>> = {
  EACCES: ["permission denied", EXIT.usage],
  EPERM: ["operation not permitted", EXIT.usage],
  EROFS: ["the file system is read-only", EXIT.usage],
  ENOENT: ["no such file or folder", EXIT.usage],
  ENOTDIR: ["a part of the path is a file, not a folder", EXIT.usage],
  EISDIR: ["it is a folder, not a file", EXIT.usage],
  EEXIST: ["it exists already", EXIT.usage],
  ENOSPC: ["no space left on the device", EXIT.failed],
};

/** What else than a failure of the disk makes a file unreadable: a stranger's folder is not as one of ours would be. */
const isRefusal = (error: Error): boolean =>
  error.name === "StorageError" &&
  (!isDiskFailure(error) ||
    ["EEXIST", "EISDIR", "ELOOP", "ENOENT", "ENOTDIR"].includes(error.code));

/**
 * Turns anything thrown into one sentence and an exit code.
 * @param debug whether the user asked for stacks with `TRM_DEBUG=1`
 */
export function judge(error: unknown, debug: boolean): Verdict {
  if (!(error instanceof Error)) {
    return { message: `Unexpected: ${String(error)}`, exitCode: EXIT.failed };
  }
  const known = judgeKnown(error);
  if (debug) {
    const message = error.stack ?? error.message;
    return { message, exitCode: known?.exitCode ?? EXIT.failed };
  }
  return (
    known ?? {
      message: `${oneLine(error.message)} (unexpected; set TRM_DEBUG=1 for the stack)`,
      exitCode: EXIT.failed,
    }
  );
}

function judgeKnown(error: Error): Verdict | undefined {
  if (isCommanderError(error)) {
    return { message: commanderSentence(error), exitCode: EXIT.usage };
  }
  const message = sentence(error.message);
  if (USER_ERRORS.has(error.name) || isRefusal(error))
    return { message, exitCode: EXIT.usage };
  if (FAILURES.has(error.name)) return { message, exitCode: EXIT.failed };
  if (BROKEN_CLAIMS.has(error.name)) return { message, exitCode: EXIT.claim };
  if (INTERRUPTIONS.has(error.name))
    return { message, exitCode: EXIT.interrupted };
  if (HOPELESS.has(error.name)) return { message, exitCode: EXIT.hopeless };
  return judgeSystem(error);
}

function judgeSystem(
  error: Error & { code?: unknown; path?: unknown },
): Verdict | undefined {
  const meaning = SYSTEM_ERRORS[String(error.code)];
  if (meaning === undefined) return undefined;
  const [words, exitCode] = meaning;
  const where = typeof error.path === "string" ? error.path : "a file";
  return { message: `Cannot use ${where}: ${words}.`, exitCode };
}

/** Whether commander refused the command line (its class is not imported: errors are needed before it is). */
export function isCommanderError(
  error: unknown,
): error is Error & { code: string; exitCode: number } {
  return (
    error instanceof Error &&
    "code" in error &&
    String(error.code).startsWith("commander.")
  );
}

/** "error: unknown option '--stepz'\n(Did you mean --steps?)" as one sentence. */
function commanderSentence(error: Error): string {
  const text = oneLine(error.message.replace(/^error: /, "")).replace(
    / ?\(Did you mean ([^)]*)\?\)/,
    "; did you mean $1?",
  );
  return sentence(text.charAt(0).toUpperCase() + text.slice(1));
}

/** A message as one line that ends as a sentence does. */
function sentence(message: string): string {
  const line = oneLine(message);
  return /[.?!]$/.test(line) ? line : `${line}.`;
}

/** Control characters, which a terminal obeys, and those that turn the direction of writing. */
const UNSEEN = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Joins the lines of a message: an error is one line on stderr, whatever its parts. Names from files may be in it, so what
 * cannot be seen is shown as its number.
 */
export function oneLine(message: string): string {
  return message
    .trim()
    .replace(/\s*\n\s*/g, " ")
    .replace(
      UNSEEN,
      (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
}
