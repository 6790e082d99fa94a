/** @file Finds the line of the user's function that called an operation. */

const OWN_FRAMES =
  /tfjs-core|[\\/]onnx[\\/](src|dist)[\\/](?!.*\.test\.)|node:internal/;

/** `file:line:column` of the nearest stack frame outside TF.js and this package. */
export const callerOfOp = (): string => {
  const frames = (new Error().stack ?? "").split("\n").slice(1);
  const frame = frames.find((line) => !OWN_FRAMES.test(line));
  return frame?.trim().replace(/^at /, "") ?? "an unknown line";
};
