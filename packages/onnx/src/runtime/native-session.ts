/** @file The part of onnxruntime-node's sessions that is used. */
import type { InferenceSession, Tensor } from "onnxruntime-node";

/** Tensors by name. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** A session of onnxruntime. */
export type NativeSession = Pick<
  InferenceSession,
  "inputNames" | "outputNames" | "run" | "endProfiling" | "release"
>;

/** What makes sessions: onnxruntime-node, or a stand-in in tests. */
export interface SessionFactory {
  readonly InferenceSession: {
    create(
      model: Uint8Array,
      options: InferenceSession.SessionOptions,
    ): Promise<NativeSession>;
  };
}
