/** @file A session in a thread of its own, so that several run at the same time: a run blocks the thread that asks for it. */
import { Worker } from "node:worker_threads";
import type { InferenceSession, Tensor } from "onnxruntime-node";
import { RuntimeError } from "../errors";
import { WORKER_SCRIPT } from "./child-scripts";
import type { Onnxruntime } from "./load-onnxruntime";
import { nativeReason } from "./native-reason";
import type { Tensors } from "./native-session";
import type { Session } from "./session";

/** What the worker says: its names once it is open, then the results of each run; or what went wrong. */
interface Answer {
  readonly inputNames?: readonly string[];
  readonly outputNames?: readonly string[];
  readonly results?: Readonly<Record<string, Plain>>;
  readonly message?: string;
}

/** A tensor that can be sent to another thread. */
interface Plain {
  readonly type: Tensor.Type;
  readonly data: Tensor["data"];
  readonly dims: readonly number[];
}

/**
 * Opens a model in a worker thread. Runs follow one another.
 *
 * @param file of onnxruntime-node
 * @throws {RuntimeError} when onnxruntime refuses the model
 */
export const createWorkerSession = async (
  ort: Onnxruntime,
  file: string,
  model: Uint8Array,
  options: InferenceSession.SessionOptions,
): Promise<Session> => {
  const workerData = { file, model, options };
  const worker = new Worker(WORKER_SCRIPT, { eval: true, workerData });
  const { message, inputNames = [], outputNames = [] } = await answerOf(worker);
  if (message !== undefined) {
    await worker.terminate();
    throw new RuntimeError(
      `onnxruntime refused the graph: ${nativeReason(message)}`,
    );
  }
  let turn: Promise<unknown> = Promise.resolve();
  return {
    inputNames,
    outputNames,
    run: (feeds) => {
      const next = turn.then(() => runIn(worker, ort, feeds));
      turn = next.catch(() => undefined);
      return next;
    },
    release: async () => {
      await turn;
      await worker.terminate();
    },
  };
};

const runIn = async (
  worker: Worker,
  ort: Onnxruntime,
  feeds: Tensors,
): Promise<Tensors> => {
  worker.postMessage(sendable(feeds));
  const { message, results = {} } = await answerOf(worker);
  if (message !== undefined) throw new Error(message);
  return Object.fromEntries(
    Object.entries(results).map(([name, { type, data, dims }]) => [
      name,
      new ort.Tensor(type, data, dims),
    ]),
  );
};

const sendable = (feeds: Tensors): Readonly<Record<string, Plain>> =>
  Object.fromEntries(
    Object.entries(feeds).map(([name, { type, data, dims }]) => [
      name,
      { type, data, dims },
    ]),
  );

/** The worker's next answer; only while one is awaited does it keep the process alive. */
const answerOf = (worker: Worker): Promise<Answer> => {
  worker.ref();
  return new Promise<Answer>((resolve, reject) => {
    const settle = (end: () => void): void => {
      worker.off("message", onMessage).off("error", onEnd).off("exit", onEnd);
      worker.unref();
      end();
    };
    const onMessage = (answer: Answer) => settle(() => resolve(answer));
    const onEnd = (reason: unknown) =>
      settle(() =>
        reject(
          new RuntimeError(
            `the thread that ran the model ended (${reason instanceof Error ? reason.message : `code ${String(reason)}`}): run again with fewer threads or smaller batches if memory ran out`,
          ),
        ),
      );
    worker.on("message", onMessage).on("error", onEnd).on("exit", onEnd);
  });
};
