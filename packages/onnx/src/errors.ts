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

/** A traced function bakes symbolic sizes into data that only one size fits. */
export class SymbolicConstantError extends Error {
  override readonly name = "SymbolicConstantError";

  constructor(
    /** The ONNX operator that reads the data. */
    readonly op: string,
    /** Where the function called it, `file:line:column`. */
    readonly caller: string,
    /** In what way it depends on the sizes. */
    readonly detail: string,
  ) {
    super(
      `a constant of "${op}", called at ${caller}, depends on the symbolic sizes of the signature: ${detail}; pass it as an input (as masks and positions must be), or compute it from tensors (tf.fill, tf.cumsum, comparisons)`,
    );
  }
}

/** A traced function applies other operations for other symbolic sizes. */
export class SymbolicStructureError extends Error {
  override readonly name = "SymbolicStructureError";

  constructor(
    /** The ONNX operator where the difference begins. */
    readonly op: string,
    /** Where the function called it, `file:line:column`. */
    readonly caller: string,
  ) {
    super(
      `the function applies other operations for other symbolic sizes, from "${op}" on, called at ${caller}: make their number independent of the sizes (no loop, tf.unstack or tf.cumprod over a symbolic axis), or give that extent a number`,
    );
  }
}

/** A function, its signature, its result or the options of its compilation are not as they must be. */
export class SignatureError extends Error {
  override readonly name = "SignatureError";
}

/** Bytes are no ONNX model, or one beyond what is read here, or a model is not what a transformation needs. */
export class OnnxFormatError extends Error {
  override readonly name = "OnnxFormatError";
}

/** A session, its device or its feeds are not as they must be. */
export class RuntimeError extends Error {
  override readonly name = "RuntimeError";
}

/** An explicitly requested device or engine cannot work on this machine. */
export class DeviceError extends Error {
  override readonly name = "DeviceError";
}
