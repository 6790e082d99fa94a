/** @file Errors that users of the compiler can meet. */

/** A traced function used an operation that has no lowering rule. */
export class UntraceableOpError extends Error {
  override readonly name = "UntraceableOpError";

  constructor(
    /** The TF.js kernel without a rule. */
    readonly op: string,
    /** Why there is none. */
    readonly reason: string,
    /** Where the function called it, `file:line:column`. */
    readonly caller: string,
  ) {
    super(
      `the TF.js op "${op}" called at ${caller} cannot be compiled to ONNX: ${reason}`,
    );
  }
}

/** A traced function tried to read the elements of a tensor that has none yet. */
export class UntraceableReadError extends Error {
  override readonly name = "UntraceableReadError";

  constructor(caller: string) {
    super(
      `a traced function read tensor data at ${caller}: while it is compiled, tensors have shapes but no elements; express the decision as tensor arithmetic (tf.where) or compute it before`,
    );
  }
}

/** A function, its signature, its result or the options of its compilation are not as they must be. */
export class SignatureError extends Error {
  override readonly name = "SignatureError";
}

/** A session, its device or its feeds are not as they must be. */
export class RuntimeError extends Error {
  override readonly name = "RuntimeError";
}

/** An explicitly requested device or engine cannot work on this machine. */
export class DeviceError extends Error {
  override readonly name = "DeviceError";
}
