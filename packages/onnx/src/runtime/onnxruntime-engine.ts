/** @file The fast engine: traced, compiled to ONNX, run by onnxruntime-node. */
import type { InferenceSession, Tensor } from "onnxruntime-node";
import { show } from "../check-signature";
import { DeviceError, RuntimeError } from "../errors";
import type { Signature, TensorFunction } from "../signature";
import { toOnnx } from "../to-onnx";
import { compiledFunction } from "./compiled-function";
import type { CompiledFunction, Engine, HostTensor } from "./engine";
import { nativeReason } from "./native-reason";

type Onnxruntime = typeof import("onnxruntime-node");

/** Where and how sessions run. */
export interface OnnxruntimeOptions {
  /** Execution provider. */
  readonly device?: string;
  /** Threads inside an operator; 0 lets onnxruntime choose. */
  readonly threads?: number;
}

/**
 * An engine on onnxruntime-node.
 *
 * @throws {RuntimeError} when onnxruntime-node is not installed
 * @throws {DeviceError} when the device cannot work here
 */
export const createOnnxruntimeEngine = async ({
  device = "cpu",
  threads = 0,
}: OnnxruntimeOptions = {}): Promise<Engine> => {
  const ort = await importOnnxruntime();
  checkDevice(ort, device);
  const options = sessionOptions(device, threads);
  return {
    name: "onnxruntime",
    description: `onnxruntime ${versionOf(ort)} on ${device}, ${threads || "all"} threads`,
    compile: async (fn, signature) =>
      compiled(
        ort,
        await createSession(ort, fn, signature, options, device),
        signature,
      ),
    release: async () => {},
  };
};

const importOnnxruntime = async (): Promise<Onnxruntime> => {
  try {
    const ort = await import("onnxruntime-node");
    // What goes wrong is thrown as well; the native log would only repeat it on stderr.
    ort.env.logLevel = "fatal";
    return ort;
  } catch (cause) {
    throw new RuntimeError(
      `onnxruntime-node could not be loaded (${(cause as Error).message.split("\n")[0]}): install it with \`npm install onnxruntime-node@1.30.0\`, or use the tfjs engine`,
      { cause },
    );
  }
};

/** What onnxruntime has depends on the platform it was built for. */
const checkDevice = (ort: Onnxruntime, device: string): void => {
  const devices = ort.listSupportedBackends().map(({ name }) => name);
  if (!devices.includes(device))
    throw new DeviceError(
      `unknown device ${show(device)}: onnxruntime ${versionOf(ort)} here has ${devices.join(", ")}`,
    );
};

const versionOf = (ort: Onnxruntime): string =>
  ort.env.versions.node ?? ort.env.versions.common;

const sessionOptions = (
  device: string,
  threads: number,
): InferenceSession.SessionOptions => ({
  executionProviders: [device],
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  executionMode: "sequential",
  graphOptimizationLevel: "all",
  // No slower without, and a large model's second step does not double its memory.
  enableMemPattern: false,
  // An accelerator that silently hands nodes to the CPU would be slow and go unnoticed.
  ...(device === "cpu"
    ? {}
    : { extra: { session: { disable_cpu_ep_fallback: "1" } } }),
});

const INSTALL_CUDA =
  "it needs an NVIDIA driver, the CUDA 12 and cuDNN 9 libraries on the library path, and the provider installed with `ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild onnxruntime-node --ignore-scripts=false`";

const createSession = async (
  ort: Onnxruntime,
  fn: TensorFunction,
  signature: Signature,
  options: InferenceSession.SessionOptions,
  device: string,
): Promise<InferenceSession> => {
  const bytes = toOnnx(fn, signature, { standardOnly: false });
  try {
    return await ort.InferenceSession.create(bytes, options);
  } catch (cause) {
    const reason = nativeReason((cause as Error).message);
    if (device === "cpu")
      throw new RuntimeError(`onnxruntime refused the graph: ${reason}`, {
        cause,
      });
    throw new DeviceError(
      `device "${device}" cannot run here (${reason}): ${device === "cuda" ? INSTALL_CUDA : "use the device cpu"}`,
      { cause },
    );
  }
};

const compiled = (
  ort: Onnxruntime,
  session: InferenceSession,
  signature: Signature,
): CompiledFunction =>
  compiledFunction(
    signature,
    async (feeds) => {
      const tensors: Record<string, Tensor> = {};
      for (const [name, { dtype, data, shape }] of Object.entries(feeds))
        tensors[name] = new ort.Tensor(dtype, data, shape);
      const results = await session.run(tensors);
      return Object.fromEntries(
        Object.entries(results).map(([name, tensor]) => [name, toHost(tensor)]),
      );
    },
    () => session.release(),
  );

const toHost = (tensor: Tensor): HostTensor => ({
  dtype: tensor.type as HostTensor["dtype"],
  shape: tensor.dims,
  data: tensor.data as HostTensor["data"],
});
