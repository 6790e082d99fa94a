/** @file The fast engine: traced, compiled to ONNX, run by onnxruntime-node; models that exist already run on it too. */
import { availableParallelism } from "node:os";
import type { Tensor } from "onnxruntime-node";
import { show } from "../check-signature";
import { DeviceError } from "../errors";
import { withoutBitwise } from "../passes/without-bitwise";
import { decodeModel } from "../proto/decode";
import { encodeGraph } from "../proto/encode";
import type { Signature, TensorSpec } from "../signature";
import { toGraph } from "../to-onnx";
import { compiledFunction } from "./compiled-function";
import type { CompiledFunction, Engine, HostTensor } from "./engine";
import {
  loadOnnxruntime,
  versionOf,
  type Onnxruntime,
} from "./load-onnxruntime";
import { modelSignature } from "./model-signature";
import { findOnnxruntime } from "./onnxruntime-package";
import type { SessionLog } from "./placement-proof";
import { createSession, sessionOptions, type Session } from "./session";
import { decideTf32 } from "./tf32";
import { tryLoad } from "./try-load";
import { createWorkerSession } from "./worker-session";

/** Where and how sessions run. */
export interface OnnxruntimeOptions {
  /** Execution provider. */
  readonly device?: string;
  /** Threads inside an operator; 0 lets onnxruntime choose. */
  readonly threads?: number;
  /** Whether CUDA may round the factors of matrix products to 10 bits of mantissa. */
  readonly tf32?: boolean;
  /** Whether models are opened in a child process first. */
  readonly untrusted?: boolean;
}

/**
 * An engine on onnxruntime-node.
 *
 * @param load gives onnxruntime-node
 * @throws {RuntimeError} when onnxruntime-node is not installed
 * @throws {DeviceError} when the device cannot work here
 */
export const createOnnxruntimeEngine = async (
  options: OnnxruntimeOptions = {},
  load: () => Promise<Onnxruntime> = loadOnnxruntime,
): Promise<Engine> => {
  const { device = "cpu", threads = 0, tf32 = false } = options;
  const ort = await load();
  checkDevice(ort, device);
  if (device === "cuda") decideTf32(tf32);
  const log: SessionLog = { proven: 0, misplaced: new Set() };
  const open = async (model: Uint8Array, signature: Signature) =>
    compiled(
      ort,
      await createSession(ort, model, { device, threads }, log),
      signature,
    );
  const precision = device === "cuda" ? `, TF32 ${tf32 ? "on" : "off"}` : "";
  return {
    name: "onnxruntime",
    description: `onnxruntime ${versionOf(ort)} on ${device}, ${threads || "all"} threads${precision}`,
    compile: async (fn, signature) => {
      const graph = toGraph(fn, signature, { standardOnly: false });
      const model = encodeGraph(
        device === "cuda" ? withoutBitwise(graph) : graph,
      );
      return open(model, signature);
    },
    load: async (model) => open(model, await signatureOf(model, options)),
    loadCopies: async (model) => {
      const signature = await signatureOf(model, options);
      if (device !== "cpu") return [await open(model, signature)];
      const sessions = await openCopies(ort, model, threads);
      return sessions.map((session) => compiled(ort, session, signature));
    },
    placement: () => ({ ...log, misplaced: [...log.misplaced] }),
    release: async () => {},
  };
};

/** What a model takes; one that is not trusted is first opened elsewhere. */
const signatureOf = async (
  model: Uint8Array,
  { untrusted }: OnnxruntimeOptions,
): Promise<Signature> => {
  const signature = modelSignature(decodeModel(model).graph);
  if (untrusted) await tryLoad(model);
  return signature;
};

/** What onnxruntime has depends on the platform it was built for. */
const checkDevice = (ort: Onnxruntime, device: string): void => {
  const devices = ort.listSupportedBackends().map(({ name }) => name);
  if (!devices.includes(device))
    throw new DeviceError(
      `unknown device ${show(device)}: onnxruntime ${versionOf(ort)} here has ${devices.join(", ")}`,
    );
};

/** @param threads 0 takes as many as the machine has */
const openCopies = (
  ort: Onnxruntime,
  model: Uint8Array,
  threads: number,
): Promise<Session[]> => {
  const copies = threads || availableParallelism();
  const place = { device: "cpu", threads: 1 };
  const file = findOnnxruntime();
  return Promise.all(
    Array.from({ length: copies }, () =>
      copies === 1 || file === undefined
        ? createSession(ort, model, place)
        : createWorkerSession(ort, file, model, sessionOptions(place)),
    ),
  );
};

const compiled = (
  ort: Onnxruntime,
  session: Session,
  signature: Signature,
): CompiledFunction =>
  compiledFunction(
    signature,
    async (feeds) => {
      const tensors: Record<string, Tensor> = {};
      for (const [name, feed] of Object.entries(feeds))
        tensors[name] = toNative(ort, feed, signature[name]!.dtype);
      const results = await session.run(tensors);
      return Object.fromEntries(
        Object.entries(results).map(([name, tensor]) => [name, toHost(tensor)]),
      );
    },
    () => session.release(),
  );

const toNative = (
  ort: Onnxruntime,
  { data, shape }: HostTensor,
  dtype: TensorSpec["dtype"],
): Tensor =>
  dtype === "int64"
    ? new ort.Tensor(dtype, BigInt64Array.from(data, BigInt), shape)
    : new ort.Tensor(dtype, data, shape);

const toHost = (tensor: Tensor): HostTensor =>
  tensor.type === "int64"
    ? {
        dtype: "int32",
        shape: tensor.dims,
        data: Int32Array.from(tensor.data as BigInt64Array, Number),
      }
    : {
        dtype: tensor.type as HostTensor["dtype"],
        shape: tensor.dims,
        data: tensor.data as HostTensor["data"],
      };
