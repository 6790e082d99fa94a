/** @file A process that wants a lock, for lock.test.ts: says whether it has it, and holds it until its input ends. */
import { acquireLock, nodeFileSystem, RunLockedError } from "../src/index";

const [path = "", startAt = "0"] = process.argv.slice(2);
// All contenders begin at one moment.
while (Date.now() < Number(startAt));
try {
  const lock = acquireLock(nodeFileSystem, path, {
    supervisor: process.ppid,
  });
  process.stdout.write("have\n");
  process.stdin.on("data", () => {
    try {
      lock.check();
      process.stdout.write("held\n");
    } catch (error) {
      process.stdout.write(`${error instanceof Error ? error.name : ""}\n`);
    }
  });
  process.stdin.on("end", () => {
    lock.release();
  });
} catch (error) {
  if (!(error instanceof RunLockedError)) throw error;
  process.stdout.write(`locked by ${error.pid ?? 0}\n`);
}
