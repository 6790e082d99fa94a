/** @file Whether a device of onnxruntime works here, found out in a child process: a provider that fails can spoil or end the process that tried it. */
import { spawn } from "node:child_process";
import { Buffer } from "node:buffer";
import { createRequire } from "node:module";
import process from "node:process";
import { inspectCuda, type CudaFacts } from "./cuda-machine";
import {
  cudaProblems,
  describeProblems,
  type CudaProblem,
} from "./cuda-problems";
import { nativeReason } from "./native-reason";
import { PROBE_SCRIPT } from "./probe-script";

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
  readonly inspect?: () => CudaFacts;
}

const TIMEOUT_MS = 60_000;

/** How a child process ended. */
interface Ended {
  readonly output: string;
  readonly log: string;
  readonly code: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
}

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
      ? "onnxruntime-node is not installed: `npm install onnxruntime-node@1.30.0`"
      : failureOf(
          await runChild([file, device, await probeModel()], timeoutMs),
          timeoutMs,
        );
  if (failure === undefined)
    return { device, works: true, reason: "", problems: [] };
  const problems = device === "cuda" ? cudaProblems(inspect()) : [];
  const reason = problems.length > 0 ? describeProblems(problems) : failure;
  return { device, works: false, reason, problems };
};

const findOnnxruntime = (): string | undefined => {
  try {
    return createRequire(import.meta.url).resolve("onnxruntime-node");
  } catch {
    return undefined;
  }
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

const runChild = (args: readonly string[], timeoutMs: number): Promise<Ended> =>
  new Promise((resolve) => {
    const script = ["--input-type=module", "--eval", PROBE_SCRIPT, "--"];
    const child = spawn(process.execPath, [...script, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const text = { output: "", log: "" };
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      text.output += chunk;
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      text.log += chunk;
    });
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill("SIGKILL");
    }, timeoutMs);
    const end = (code: number | null, signal: string | null) => {
      clearTimeout(timer);
      resolve({ ...text, code, signal, timedOut });
    };
    child.on("close", end).on("error", (error) => {
      text.log += error.message;
      end(1, null);
    });
  });

interface Answer {
  readonly values?: readonly number[];
  readonly message?: string;
}

const readAnswer = (output: string): Answer => {
  try {
    return JSON.parse(output.trim().split("\n").at(-1) ?? "") as Answer;
  } catch {
    return {};
  }
};

/** Half a sentence; undefined where the right numbers came. */
const failureOf = (ended: Ended, timeoutMs: number): string | undefined => {
  const { output, log, code, signal, timedOut } = ended;
  if (timedOut) return `it gave no answer within ${timeoutMs / 1000} s`;
  const { values, message } = readAnswer(output);
  if (values?.join() === "3,5,7") return undefined;
  if (values) return `it computed [${values.join(", ")}] instead of [3, 5, 7]`;
  const loader = / with error: (.+)/.exec(log)?.[1];
  if (message !== undefined)
    return loader === undefined
      ? nativeReason(message)
      : `${nativeReason(message)}: ${loader}`;
  return signal === null
    ? `the process that tried it ended with code ${code ?? "none"}`
    : `the process that tried it was ended by ${signal}`;
};
