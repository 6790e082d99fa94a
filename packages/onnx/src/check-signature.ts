/** @file Checks what callers without types may pass: a function, its signature and what it returns. */
import { Tensor } from "@tensorflow/tfjs-core";
import { SignatureError } from "./errors";
import type { Signature, TensorFunction } from "./signature";
import { isExtentName, symbolsIn } from "./symbols/extents";

/** What TF.js computes with; an int64 input is converted. */
const DTYPES: readonly unknown[] = ["float32", "int32", "bool"];
const INPUT_DTYPES: readonly unknown[] = ["float32", "int32", "int64", "bool"];

/** @throws {SignatureError} naming the first input whose name, element type or shape is not one */
export const checkSignature = (
  fn: TensorFunction,
  signature: Signature,
): void => {
  if (typeof fn !== "function")
    throw new SignatureError(
      `expected a function of named tensors, received ${show(fn)}: pass the function itself`,
    );
  if (!isPlainObject(signature))
    throw new SignatureError(
      `the signature: expected an object such as { x: { dtype: "float32", shape: [2, 3] } }, received ${show(signature)}`,
    );
  for (const [name, spec] of Object.entries(signature)) checkSpec(name, spec);
  checkSymbols(signature);
};

/** A size that only occurs in sums could not be read from any input. */
const checkSymbols = (signature: Signature): void => {
  const extents = Object.values(signature).flatMap(({ shape }) => shape);
  for (const symbol of symbolsIn(signature))
    if (!extents.includes(symbol))
      throw new SignatureError(
        `the symbol "${symbol}" of the signature occurs in sums only: expected an extent that is "${symbol}" alone, from which its size can be read`,
      );
};

const checkSpec = (name: string, spec: unknown): void => {
  if (name === "")
    throw new SignatureError(
      'the signature has an input named "": expected a name of at least one character, rename it',
    );
  if (!isObject(spec))
    throw new SignatureError(
      `input "${name}" of the signature: expected { dtype, shape }, received ${show(spec)}`,
    );
  if (!INPUT_DTYPES.includes(spec["dtype"]))
    throw new SignatureError(
      `input "${name}" of the signature: expected a dtype of ${INPUT_DTYPES.join(", ")}, received ${show(spec["dtype"])}`,
    );
  if (!isShape(spec["shape"]))
    throw new SignatureError(
      `input "${name}" of the signature: expected a shape of integers from 0 and symbols, such as [2, 3] or ["batch", "past + sequence"], received ${show(spec["shape"])}`,
    );
};

/** `Array.from` shows the holes of a sparse array. */
const isShape = (shape: unknown): boolean =>
  Array.isArray(shape) &&
  Array.from<unknown>(shape).every((extent) =>
    typeof extent === "string"
      ? isExtentName(extent)
      : Number.isSafeInteger(extent) && Number(extent) >= 0,
  );

/**
 * The named tensors that a function returned.
 *
 * @throws {SignatureError} when the result is anything else
 */
export const checkResult = (
  result: unknown,
  signature: Signature,
): [string, Tensor][] => {
  if (isPromise(result)) {
    // Nobody will await it: a failure of its own must not end the process.
    result.then(undefined, () => {});
    throw new SignatureError(
      "the function returned a promise: expected a plain object of tensors at once, so make it no async function and await what it needs before",
    );
  }
  if (!isPlainObject(result))
    throw new SignatureError(
      `the function returned ${show(result)}: expected a plain object of named tensors, such as { y: tensor }`,
    );
  const outputs = Object.entries(result);
  if (outputs.length === 0)
    throw new SignatureError(
      "the function returned no tensor: expected a plain object of at least one, such as { y: tensor }",
    );
  return outputs.map(([name, value]) => [
    name,
    checkOutput(name, value, signature),
  ]);
};

const checkOutput = (
  name: string,
  value: unknown,
  signature: Signature,
): Tensor => {
  if (name === "")
    throw new SignatureError(
      'the function returned a tensor named "": expected a name of at least one character, rename it',
    );
  if (Object.hasOwn(signature, name))
    throw new SignatureError(
      `the function returned "${name}", which is also the name of an input: ONNX needs another name, rename one of them`,
    );
  if (!isTensor(value))
    throw new SignatureError(
      `the function returned ${show(value)} as "${name}", which is not a tensor: expected named tensors, wrap numbers with tf.tensor`,
    );
  if (value.isDisposed)
    throw new SignatureError(
      `the function returned a disposed tensor as "${name}": expected one that is still alive, so do not dispose it or return a clone`,
    );
  if (!DTYPES.includes(value.dtype))
    throw new SignatureError(
      `the function returned a ${value.dtype} tensor as "${name}": expected ${DTYPES.join(", ")}, cast it`,
    );
  return value;
};

/** TF.js also knows the tensors of a second copy of itself. */
const isTensor = (value: unknown): value is Tensor => value instanceof Tensor;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  isObject(value) &&
  [Object.prototype, null].includes(Object.getPrototypeOf(value) as null);

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  isObject(value) && typeof value["then"] === "function";

/** A value of any kind in a few words. */
export const show = (value: unknown): string => {
  if (isTensor(value)) return `a ${value.dtype} tensor`;
  if (typeof value === "function") return "a function";
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value))
    return `[${Array.from<unknown>(value).map(show).join(", ")}]`;
  if (isPromise(value)) return "a promise";
  return isObject(value) ? "an object" : String(value);
};
