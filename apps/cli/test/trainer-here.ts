/** @file A trainer in the process of the tests, so that they test the source. */
import type { Io } from "../src/output";
import type { StartTrainer } from "../src/training/messages";
import { runTrainer } from "../src/training/trainer";

/** Trains here; messages are copied, as on their way between two processes. */
export const trainHere =
  (env: Io["env"]): StartTrainer =>
  (job, listener) => {
    const stop = new AbortController();
    const ended = runTrainer(structuredClone(job), {
      post: (message) => listener.onMessage(structuredClone(message)),
      stop: stop.signal,
      env,
    });
    return {
      stop: () => stop.abort(),
      kill: () => stop.abort(),
      ended: ended.then(() => ({ exitCode: 0, signal: null })),
    };
  };
