/** @file What onnxruntime's native errors say, without where in its source they were thrown. */

/**
 * The part of a native message that means something to a user: its first line
 * without the source file, the C++ signature and the failed condition.
 */
export const nativeReason = (message: string): string => {
  const line = message.split("\n")[0]!.trim();
  return line.split(" was false. ").at(-1)!.replace(SOURCE_LOCATION, "");
};

/** `/path/file.cc:12 ` before a message. */
const SOURCE_LOCATION = /^\S+\.(?:cc|cpp|h):\d+ /;
