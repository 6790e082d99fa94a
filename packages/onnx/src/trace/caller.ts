/** @file Finds the line of the user's function that called an operation. */

/** TF.js, this package (installed, built or in its own tests' sources), and the runtime itself. */
const FOREIGN_FRAMES =
  /tfjs-core|[\\/]onnx[\\/](src|dist)[\\/](?!.*\.test\.)|gradients[\\/]tfjs-gradients|node:internal|<anonymous>/;

/** Deeper than any chain of TF.js calls; the usual 10 end inside of it. */
const STACK_DEPTH = 100;

/** `file:line:column` of the nearest stack frame outside TF.js and this package. */
export const callerOfOp = (): string => {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = STACK_DEPTH;
  const { stack = "" } = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  return callerIn(stack);
};

/** The same, in the text of a stack. */
export const callerIn = (stack: string): string => {
  const frame = stack
    .split("\n")
    .slice(1)
    .find((line) => !FOREIGN_FRAMES.test(line));
  return frame?.trim().replace(/^at /, "") ?? "an unknown line";
};
