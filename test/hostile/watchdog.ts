/** @file Ends a process whose only thread waits for what never comes, such as the other end of a pipe. */
import { Worker } from "node:worker_threads";

const SECONDS = 30;

/** Says what the process was at, and ends it, when nobody has fed it for a while. */
const SCRIPT = `
  const { writeSync } = require("node:fs");
  const { parentPort } = require("node:worker_threads");
  let timer;
  parentPort.on("message", (label) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      writeSync(2, "waited ${SECONDS} seconds for: " + label + "\\n");
      process.kill(process.pid, "SIGKILL");
    }, ${SECONDS * 1000});
  });`;

/** A thread that watches this one. */
export interface Watchdog {
  /** @param label  what begins now */
  feed(label: string): void;
  stop(): Promise<unknown>;
}

/** Starts the thread. */
export const startWatchdog = (): Watchdog => {
  const worker = new Worker(SCRIPT, { eval: true });
  return {
    feed: (label) => worker.postMessage(label),
    stop: async () => worker.terminate(),
  };
};
