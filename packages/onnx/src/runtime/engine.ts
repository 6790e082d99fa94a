/** @file An engine is where compiled functions run. */
import type { Signature, TensorFunction } from "../signature";

/** A tensor in host memory, row-major; bool is one byte per element. */
export interface HostTensor {
  readonly dtype: "float32" | "int32" | "bool";
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
}

/** Named tensors into or out of a compiled function. */
export type Feeds = Readonly<Record<string, HostTensor>>;

/** A function that has been compiled for an engine. */
export interface CompiledFunction {
  /** Runs once. @throws {RuntimeError} when feeds do not match the signature, or after release */
  run(feeds: Feeds): Promise<Record<string, HostTensor>>;
  /** Frees what the function holds; a second call does nothing more. */
  release(): Promise<void>;
}

/** What is known of where nodes ran. */
export interface EnginePlacement {
  /** sessions whose every node was seen to run where it must */
  readonly proven: number;
  /** nodes that ran on the processor instead, as `BitwiseXor uint32[64,24]` */
  readonly misplaced: readonly string[];
}

/** Compiles and runs TF.js functions: through onnxruntime, or eagerly on a TF.js backend. */
export interface Engine {
  readonly name: "onnxruntime" | "tfjs";
  /** What runs where, for people: `onnxruntime 1.30.0 on cpu, 2 threads`. */
  readonly description: string;
  compile(fn: TensorFunction, signature: Signature): Promise<CompiledFunction>;
  /**
   * Loads an ONNX model; int64 inputs are fed and int64 outputs given back as int32.
   *
   * @param model bytes that `decodeModel` reads
   * @throws {OnnxFormatError} when it does not
   * @throws {RuntimeError} when the engine cannot run models
   */
  load(model: Uint8Array): Promise<CompiledFunction>;
  /**
   * Loads a model as often as the engine has threads, each copy with one thread of its own, for work that falls into
   * independent parts: threads that never wait for each other get more done than threads that share every operator,
   * and the caller's thread stays free. On an accelerator, and with one thread, a single copy in the caller's thread.
   *
   * @throws as {@link load}
   */
  loadCopies(model: Uint8Array): Promise<readonly CompiledFunction[]>;
  /** What profiles have shown so far: nothing on the processor; absent where the engine has none. */
  placement?(): EnginePlacement;
  release(): Promise<void>;
}
