/** @file The process that trains, a child of the command: it answers "stop", and ends by itself when the command is gone. */
import { STOP_SIGNALS } from "../interrupt";
import type { FromTrainer, ToTrainer, TrainingRequest } from "./messages";
import { packError } from "./packed-error";
import { runTrainer } from "./trainer";

/** Says something to the command. @returns once it is on its way, or nobody is there to hear it */
const say = (message: FromTrainer): Promise<void> =>
  new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    else process.send(message, undefined, {}, () => resolve());
  });

/** The first message; undefined when the command is gone before it. */
const firstRequest = (
  stop: AbortController,
): Promise<TrainingRequest | undefined> =>
  new Promise((resolve) => {
    process.on("message", (message: ToTrainer) => {
      if (message.type === "start") resolve(message.request);
      else stop.abort();
    });
    process.on("disconnect", () => {
      stop.abort();
      resolve(undefined);
    });
  });

/**
 * Trains what the command asks for, then ends the process. A terminal sends Ctrl-C to the command and to this process
 * alike, so every signal and message that means "stop" means it once.
 */
export async function runTrainerProcess(): Promise<never> {
  const stop = new AbortController();
  for (const name of STOP_SIGNALS) process.on(name, () => stop.abort());
  // The command may be gone: what cannot be written any more is no reason to lose a step.
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", () => undefined);
  process.on("uncaughtException", (error) => {
    void say({ type: "error", error: packError(error) }).then(() =>
      process.exit(1),
    );
  });
  const request = await firstRequest(stop);
  let last = Promise.resolve();
  if (request !== undefined)
    await runTrainer(request, {
      post: (message) => {
        last = say(message);
      },
      stop: stop.signal,
      env: process.env,
    });
  await last;
  process.exit(0);
}
