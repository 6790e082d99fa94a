/** @file What the codes of file systems mean, within a sentence. */

const WORDS: Readonly<Record<string, string>> = {
  EACCES: "its permissions do not allow that",
  EBUSY: "something else is using it",
  EDQUOT: "your quota of disk space is used up",
  EEXIST: "something is there already",
  EFBIG: "it would be larger than the file system allows",
  EINVAL: "the file system does not support that",
  EIO: "the disk reports an input/output error",
  EISDIR: "a folder is there",
  ELOOP: "it is a link",
  EMFILE: "this process has too many files open",
  EMLINK: "the file system allows no more entries there",
  ENAMETOOLONG: "the name is too long",
  ENFILE: "the system has too many files open",
  ENOENT: "no such file or folder",
  ENOMEM: "memory is exhausted",
  ENOSPC: "no space left on the device",
  ENOTDIR: "a part of its path is no folder",
  ENOTEMPTY: "the folder is not empty",
  ENXIO: "it is a pipe or a device that nobody serves",
  EPERM: "the system does not allow that",
  EROFS: "the file system is read-only",
  ESTALE: "the server no longer knows the file",
  ETIMEDOUT: "the file system does not answer",
  ETXTBSY: "a running program uses it",
  EXDEV: "it lies on another file system than its new name",
};

/** The code of an error that a file system has thrown; undefined for any other. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : undefined;

/** What a code means, with the code: `no space left on the device (ENOSPC)`. */
export const wordsOf = (code: string): string =>
  Object.hasOwn(WORDS, code) ? `${WORDS[code] ?? ""} (${code})` : code;
