/** @file Starts the process that trains. Only the build has one: the tests of the source train in their own process. */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type {
  FromTrainer,
  StartTrainer,
  ToTrainer,
  TrainerEnd,
} from "./messages";

/** Beside `dist`, where this file is built to. */
const TRAINER = fileURLToPath(
  new URL("../bin/trm-trainer.js", import.meta.url),
);

/** Most time after the end for what is still in its pipes, which a process of its own may hold open, ms. */
const REST_MS = 2000;

const settled = (child: ChildProcess, event: string): Promise<unknown> =>
  once(child, event).catch(() => undefined);

/** Settles when the process has ended and its messages and streams are read to the end. */
async function endOf(child: ChildProcess): Promise<TrainerEnd> {
  const all = Promise.all([
    settled(child, "close"),
    settled(child, "disconnect"),
  ]);
  const problem = await new Promise<string | undefined>((resolve) => {
    child.on("error", ({ message }) => resolve(message));
    child.on("exit", () => resolve(undefined));
  });
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise((resolve) => {
    timer = setTimeout(resolve, REST_MS);
  });
  if (problem === undefined) await Promise.race([all, enough]);
  clearTimeout(timer);
  return { exitCode: child.exitCode, signal: child.signalCode, problem };
}

/** Forks a trainer, with the flags of this Node but a debugger's. */
export const startTrainer: StartTrainer = (job, listener) => {
  const child = fork(TRAINER, {
    execArgv: process.execArgv.filter((flag) => !flag.startsWith("--inspect")),
    serialization: "advanced",
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const send = (message: ToTrainer): void => {
    // A trainer that has ended hears nothing; how it ended is told elsewhere.
    if (child.connected) child.send(message, () => undefined);
  };
  child.on("message", (message) => listener.onMessage(message as FromTrainer));
  for (const stream of [child.stdout, child.stderr])
    stream
      ?.setEncoding("utf8")
      .on("data", (text: string) => listener.onNoise(text));
  const ended = endOf(child);
  send(job);
  return {
    stop: () => send({ type: "stop" }),
    kill: () => void child.kill("SIGKILL"),
    ended,
  };
};
