/** @file Two ways to run a function: TF.js's cpu backend, and onnxruntime on one thread. */
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { InferenceSession, Tensor } from "onnxruntime-node";
import type { HostTensor } from "../../src/runtime";
import type { TensorFunction } from "../../src/signature";
import type { OnnxOptions } from "../../src/check-options";
import { toOnnx } from "../../src/to-onnx";
import { signatureOf } from "./evaluate";

type Feeds = Readonly<Record<string, HostTensor>>;
type Results = Record<string, HostTensor>;

/** Eagerly, on TF.js's cpu backend. */
export const runOnCpu = async (
  fn: TensorFunction,
  feeds: Feeds,
): Promise<Results> => {
  await tf.setBackend("cpu");
  const results: Results = {};
  tf.tidy(() => {
    const inputs = Object.entries(feeds).map(
      ([name, { data, shape, dtype }]) =>
        [name, tf.tensor(data, [...shape], dtype)] as const,
    );
    for (const [name, output] of Object.entries(fn(Object.fromEntries(inputs))))
      results[name] = {
        dtype: output.dtype as HostTensor["dtype"],
        shape: output.shape,
        data: output.dataSync<"int32">(),
      };
  });
  return results;
};

/** Compiled, through onnxruntime with all its optimisations. */
export const runOnOnnxruntime = async (
  fn: TensorFunction,
  feeds: Feeds,
  options: OnnxOptions,
): Promise<Results> => {
  const { run, release } = await openModel(
    toOnnx(fn, signatureOf(feeds), options),
  );
  const results = await run(feeds);
  await release();
  return results;
};

/** A model, ready to run on one thread. */
interface OpenModel {
  /** Runs once; int64 inputs are fed as int32. */
  readonly run: (feeds: Feeds) => Promise<Results>;
  readonly release: () => Promise<void>;
}

/** Opens a model with all of onnxruntime's optimisations. */
export const openModel = async (model: Uint8Array): Promise<OpenModel> => {
  const session = await InferenceSession.create(model, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  const wide = new Set(
    session.inputMetadata.flatMap((input) =>
      input.isTensor && input.type === "int64" ? [input.name] : [],
    ),
  );
  const run = async (feeds: Feeds): Promise<Results> => {
    const tensors = session.inputNames.map((name) => {
      const { dtype, data, shape } = feeds[name]!;
      const tensor = wide.has(name)
        ? new Tensor("int64", BigInt64Array.from(data, BigInt), shape)
        : new Tensor(dtype, data, shape);
      return [name, tensor] as const;
    });
    return toHost(await session.run(Object.fromEntries(tensors)));
  };
  return { run, release: () => session.release() };
};

const toHost = (outputs: InferenceSession.OnnxValueMapType): Results =>
  Object.fromEntries(
    Object.entries(outputs).map(([name, { type, dims, data }]) => [
      name,
      {
        dtype: type as HostTensor["dtype"],
        shape: dims,
        data: data as HostTensor["data"],
      },
    ]),
  );
