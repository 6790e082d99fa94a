/** @file Reads a log that may be longer than memory: its end, or line by line. */
import { saying, type FileSystem } from "@trm/storage";

/** Bytes that are read at once. */
const CHUNK_BYTES = 2 ** 18;
/** Far more than any line of ours has; a longer one is passed over. */
const MOST_LINE_BYTES = 2 ** 16;
/** A file with more chunks that no line ends in is no log; it may be a hole of a terabyte. */
const MOST_BARREN = 64;
const NEWLINE = 10;

const isShort = (line: string): boolean => line.length <= MOST_LINE_BYTES;

/** An open file that is only read. */
interface OpenLog {
  /** bytes when it was opened; what is written afterwards is left out */
  readonly size: number;
  /** @returns the bytes from `start` on, at most `most` of them */
  read(start: number, most: number): Uint8Array;
  close(): void;
}

/** @returns undefined where no file is; a link or a folder counts as none */
function openLog(files: FileSystem, path: string): OpenLog | undefined {
  return saying(`The file ${path} could not be read`, path, () => {
    if (files.status(path)?.kind !== "file") return undefined;
    const handle = files.open(path, "read");
    const { size } = files.statusOf(handle);
    const read = (start: number, most: number): Uint8Array => {
      const into = new Uint8Array(Math.max(0, Math.min(most, size - start)));
      return into.subarray(0, files.read(handle, into, start));
    };
    return { size, read, close: () => files.close(handle) };
  });
}

/**
 * The whole lines at the end of a file; what a kill left after the last newline is none.
 *
 * @param path a file, or nothing
 * @param mostBytes how much of the file is read
 * @returns the lines, and whether they are all that the file has
 * @throws {StorageError} when it cannot be read
 */
export function lastLines(
  files: FileSystem,
  path: string,
  mostBytes: number,
): { readonly lines: readonly string[]; readonly complete: boolean } {
  const log = openLog(files, path);
  if (!log) return { lines: [], complete: true };
  try {
    const start = Math.max(0, log.size - mostBytes);
    const bytes = saying(`The file ${path} could not be read`, path, () =>
      log.read(start, mostBytes),
    );
    const lines = new TextDecoder().decode(bytes).split("\n").slice(0, -1);
    const complete = start === 0;
    // The first one may have begun before what was read.
    const whole = complete ? lines : lines.slice(1);
    return { lines: whole.filter(isShort), complete };
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
export function* linesOf(files: FileSystem, path: string): Generator<string> {
  const log = openLog(files, path);
  if (!log) return;
  const decoder = new TextDecoder();
  let barren = 0;
  try {
    for (let at = 0; at < log.size;) {
      const start = at;
      const bytes = saying(`The file ${path} could not be read`, path, () =>
        log.read(start, CHUNK_BYTES),
      );
      const end = bytes.lastIndexOf(NEWLINE) + 1;
      if (bytes.length === 0) return;
      if (end > 0) {
        const lines = decoder.decode(bytes.subarray(0, end - 1)).split("\n");
        yield* lines.filter(isShort);
      } else if (barren++ === MOST_BARREN) return;
      // Where a chunk holds no newline, its line is too long.
      at += end || bytes.length;
    }
  } finally {
    log.close();
  }
}
