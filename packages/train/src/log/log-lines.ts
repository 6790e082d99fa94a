/** @file Reads a log that may be longer than memory: its end, or line by line. */
import {
  openReadFile,
  StorageError,
  type FileSystem,
  type ReadFile,
} from "@trm/storage";

/** Bytes that are read at once. */
const CHUNK_BYTES = 2 ** 18;
/** Far more than any line of ours has; a longer one is passed over. */
const MOST_LINE_BYTES = 2 ** 16;
/** A file with more chunks that no line ends in is no log; it may be a hole of a terabyte. */
const MOST_BARREN = 64;
const NEWLINE = 10;

/** A line that ends with a newline. */
export interface LogLine {
  readonly text: string;
  /** byte of the file at which it starts */
  readonly start: number;
  /** byte after its newline */
  readonly end: number;
}

/** Nothing there, or nothing that a run has written. */
const NONE: ReadonlySet<string> = new Set([
  ...["ENOENT", "ENOTDIR", "EISDIR", "ENXIO"],
  ...["LINK", "OUTSIDE", "NO_FILE"],
]);

/** @returns undefined where no file is; a link or a folder counts as none */
function openLog(files: FileSystem, path: string): ReadFile | undefined {
  try {
    return openReadFile(files, path);
  } catch (error) {
    if (error instanceof StorageError && NONE.has(error.code)) return undefined;
    throw error;
  }
}

/** The whole lines of a part of a file that are short enough. */
function* linesIn(bytes: Uint8Array, offset: number): Generator<LogLine> {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let from = 0; ;) {
    const newline = text.indexOf(NEWLINE, from);
    if (newline < 0) return;
    if (newline - from <= MOST_LINE_BYTES)
      yield {
        text: text.toString("utf8", from, newline),
        start: offset + from,
        end: offset + newline + 1,
      };
    from = newline + 1;
  }
}

/** The end of a log. */
export interface LogEnd {
  /** whole ones */
  readonly lines: readonly string[];
  /** whether they are all that the log has */
  readonly complete: boolean;
  /** whether nothing follows the last whole line, such as what a kill cut short */
  readonly whole: boolean;
}

/**
 * The whole lines at the end of a file.
 *
 * @param path a file, or nothing
 * @param mostBytes how much of the file is read
 * @param end byte before which the log is taken to end; absent, where the file does
 * @throws {StorageError} when it cannot be read
 */
export function lastLines(
  files: FileSystem,
  path: string,
  mostBytes: number,
  end = Infinity,
): LogEnd {
  const log = openLog(files, path);
  if (!log) return { lines: [], complete: true, whole: true };
  try {
    const stop = Math.min(end, log.size);
    const start = Math.max(0, stop - mostBytes);
    const bytes = log.read(start, stop - start);
    const complete = start === 0;
    // The first one may have begun before what was read.
    const first = complete ? 0 : bytes.indexOf(NEWLINE) + 1;
    const lines = [...linesIn(bytes.subarray(first), start + first)];
    const whole = bytes.length === 0 || bytes.at(-1) === NEWLINE;
    return { lines: lines.map(({ text }) => text), complete, whole };
  } finally {
    log.close();
  }
}

/**
 * Goes through the whole lines of a file in little memory.
 *
 * @param path a file, or nothing
 * @throws {StorageError} when it cannot be read
 */
export function* linesOf(files: FileSystem, path: string): Generator<LogLine> {
  const log = openLog(files, path);
  if (!log) return;
  let barren = 0;
  try {
    for (let at = 0; at < log.size;) {
      const bytes = log.read(at, CHUNK_BYTES);
      const end = bytes.lastIndexOf(NEWLINE) + 1;
      if (bytes.length === 0) return;
      if (end > 0) yield* linesIn(bytes.subarray(0, end), at);
      else if (barren++ === MOST_BARREN) return;
      // Where a chunk holds no newline, its line is too long.
      at += end || bytes.length;
    }
  } finally {
    log.close();
  }
}
