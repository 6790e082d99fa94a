/** @file The process that trains, a child of the command: it answers "stop", and ends by itself when the command is gone. */
import { STOP_SIGNALS } from "../interrupt";
import type { Job, ToTrainer } from "./messages";
import { packError } from "./packed-error";
import { runTrainer, type TrainerWorld } from "./trainer";
import { TrainerChannel, type Send } from "./trainer-channel";

/** Says something to the command, if it is there to hear it. */
const send: Send = (message, done) => {
  if (process.send === undefined || !process.connected) done();
  else process.send(message, undefined, {}, () => done());
};

/** The first message; undefined when the command is gone before it. */
const firstJob = (stop: AbortController): Promise<Job | undefined> =>
  new Promise((resolve) => {
    process.on("message", (message: ToTrainer) => {
      if (message.type === "stop") stop.abort();
      else resolve(message);
    });
    process.on("disconnect", () => {
      stop.abort();
      resolve(undefined);
    });
  });

/**
 * Computes what the command asks for, then ends the process. A terminal sends Ctrl-C to the command and to this process
 * alike, so every signal and message that means "stop" means it once.
 */
export async function runTrainerProcess(): Promise<never> {
  const stop = new AbortController();
  const channel = new TrainerChannel(send);
  for (const name of STOP_SIGNALS) process.on(name, () => stop.abort());
  // The command may be gone: what cannot be written any more is no reason to lose a step.
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", () => undefined);
  process.on("uncaughtException", (error) => {
    channel.post({ type: "error", error: packError(error) });
    void channel.flushed().then(() => process.exit(1));
  });
  const job = await firstJob(stop);
  const post: TrainerWorld["post"] = (message) => channel.post(message);
  if (job !== undefined)
    await runTrainer(job, {
      ...{ post, stop: stop.signal, env: process.env },
      supervisor: process.ppid,
    });
  await channel.flushed();
  process.exit(0);
}
