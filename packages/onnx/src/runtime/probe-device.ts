/** @file Whether a device of onnxruntime works here, found out in a child process: a provider that fails can spoil or end the process that tried it. */
import { Buffer } from "node:buffer";
import { PROBE_SCRIPT } from "./child-scripts";
import { inspectCuda, type CudaFacts } from "./cuda-machine";
import {
  cudaProblems,
  describeProblems,
  type CudaProblem,
} from "./cuda-problems";
import { nativeReason } from "./native-reason";
import { findOnnxruntime, ONNXRUNTIME_VERSION } from "./onnxruntime-package";
import { readAnswers, runScript, type Ended } from "./run-script";

/** What a probe found. */
export interface DeviceProbe {
  readonly device: string;
  readonly works: boolean;
  /** why it does not work and what to do about it; empty where it works */
  readonly reason: string;
  /** what is missing of CUDA, in the order in which to bring it */
  readonly problems: readonly CudaProblem[];
}

/** How to probe. */
export interface ProbeDeviceOptions {
  /** milliseconds until a probe that says nothing is ended; loading CUDA for the first time takes seconds */
  readonly timeoutMs?: number;
  /** file of onnxruntime-node, or of a stand-in in tests */
  readonly onnxruntime?: string;
  /** looks at the machine when CUDA does not work */
  readonly inspect?: () => Promise<CudaFacts>;
}

const TIMEOUT_MS = 60_000;

/**
 * Tries a device.
 *
 * @param device an execution provider, such as cuda
 * @returns never throws for a device that fails, crashes or hangs
 */
export const probeDevice = async (
  device: string,
  options: ProbeDeviceOptions = {},
): Promise<DeviceProbe> => {
  const { timeoutMs = TIMEOUT_MS, inspect = inspectCuda } = options;
  const file = options.onnxruntime ?? findOnnxruntime();
  const failure =
    file === undefined
      ? `onnxruntime-node is not installed: \`npm install onnxruntime-node@${ONNXRUNTIME_VERSION}\``
      : failureOf(
          await runScript(PROBE_SCRIPT, [file, device, await probeModel()], {
            timeoutMs,
          }),
        );
  if (failure === undefined)
    return { device, works: true, reason: "", problems: [] };
  const problems = device === "cuda" ? cudaProblems(await inspect()) : [];
  const reason = problems.length > 0 ? describeProblems(problems) : failure;
  return { device, works: false, reason, problems };
};

/** y = 2x + 1 of three elements. */
const probeModel = async (): Promise<string> => {
  const { add, mul, scalar } = await import("@tensorflow/tfjs-core");
  const { toOnnx } = await import("../to-onnx");
  const bytes = toOnnx(({ x }) => ({ y: add(mul(x!, scalar(2)), scalar(1)) }), {
    x: { dtype: "float32", shape: [3] },
  });
  return Buffer.from(bytes).toString("base64");
};

interface Answer {
  readonly values?: readonly number[];
  readonly message?: string;
}

/** Half a sentence; undefined where the right numbers came. */
const failureOf = ({ output, log, problem }: Ended): string | undefined => {
  const answer = readAnswers(output).at(-1) as Answer | undefined;
  const { values, message } = answer ?? {};
  if (values?.join() === "3,5,7") return undefined;
  if (values) return `it computed [${values.join(", ")}] instead of [3, 5, 7]`;
  const loader = / with error: (.+)/.exec(log)?.[1];
  if (message !== undefined)
    return loader === undefined
      ? nativeReason(message)
      : `${nativeReason(message)}: ${loader}`;
  return problem ?? "the process that tried it gave no answer";
};
