/** @file The portable engine: runs the same functions eagerly on a TF.js backend. */
import * as tf from "@tensorflow/tfjs-core";
import { checkResult, checkSignature } from "../check-signature";
import { DeviceError, RuntimeError } from "../errors";
import { registerGradients } from "../gradients/register";
import type { NamedTensors, Signature, TensorFunction } from "../signature";
import { compiledFunction } from "./compiled-function";
import type { CompiledFunction, Engine, Feeds, HostTensor } from "./engine";
import { TFJS_BACKENDS, type TfjsBackend } from "./tfjs-backends";

/** The packages that bring each backend, in order of preference; all are optional peers. */
const PACKAGES: Readonly<Record<TfjsBackend, readonly string[]>> = {
  tensorflow: ["@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-node"],
  wasm: ["@tensorflow/tfjs-backend-wasm"],
  cpu: ["@tensorflow/tfjs-backend-cpu"],
};

/**
 * An engine on the given TF.js backend, or on the fastest that is installed.
 *
 * @throws {DeviceError} when no such backend can be loaded, naming what to install
 */
export const createTfjsEngine = async (
  wanted?: TfjsBackend,
): Promise<Engine> => {
  const backend = await loadBackend(wanted ? [wanted] : TFJS_BACKENDS);
  registerGradients();
  return {
    name: "tfjs",
    description: `TF.js ${tf.version_core} on ${backend}`,
    compile: async (fn, signature) => eager(fn, signature, backend),
    load: refuseModel,
    loadCopies: refuseModel,
    release: async () => {},
  };
};

const refuseModel = (): Promise<never> =>
  Promise.reject(
    new RuntimeError(
      "the tfjs engine runs functions and no ONNX models: use the onnxruntime engine for a model",
    ),
  );

const loadBackend = async (
  candidates: readonly TfjsBackend[],
): Promise<TfjsBackend> => {
  const failures: string[] = [];
  for (const backend of candidates)
    for (const name of PACKAGES[backend])
      try {
        if (!isRegistered(backend)) await import(/* @vite-ignore */ name);
        if (await tf.setBackend(backend)) return backend;
        failures.push(`${name}: the backend did not start`);
      } catch (cause) {
        failures.push(`${name}: ${(cause as Error).message.split("\n")[0]}`);
      }
  throw new DeviceError(
    `no TF.js backend of ${candidates.join(", ")} could be loaded (${failures.join("; ")}): install one, for example \`npm install ${PACKAGES[candidates.at(-1)!].at(-1)}\``,
  );
};

/** Whether a package that brings the backend has been imported; TF.js's types forget that there may be none. */
const isRegistered = (backend: string): boolean =>
  tf.engine().backendNames().includes(backend);

const eager = (
  fn: TensorFunction,
  signature: Signature,
  backend: TfjsBackend,
): CompiledFunction => {
  checkSignature(fn, signature);
  const run = async (feeds: Feeds) => {
    await tf.setBackend(backend);
    const outputs = tf.tidy(() => evaluate(fn, feeds, signature));
    const entries = await Promise.all(
      Object.entries(outputs).map(
        async ([name, tensor]) => [name, await toHost(tensor)] as const,
      ),
    );
    tf.dispose(outputs);
    return Object.fromEntries(entries);
  };
  return compiledFunction(signature, run, async () => {});
};

/** The outputs as clones, since a tensor that the function captures may be one and outlives the run. */
const evaluate = (
  fn: TensorFunction,
  feeds: Feeds,
  signature: Signature,
): NamedTensors =>
  Object.fromEntries(
    checkResult(fn(toTensors(feeds)), signature).map(([name, tensor]) => [
      name,
      tf.clone(tensor),
    ]),
  );

const toTensors = (feeds: Feeds): NamedTensors =>
  Object.fromEntries(
    Object.entries(feeds).map(([name, { data, shape, dtype }]) => [
      name,
      tf.tensor(data, [...shape], dtype),
    ]),
  );

const toHost = async (tensor: tf.Tensor): Promise<HostTensor> => ({
  dtype: tensor.dtype as HostTensor["dtype"],
  shape: tensor.shape,
  data: await tensor.data<"float32" | "int32" | "bool">(),
});
