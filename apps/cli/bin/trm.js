#!/usr/bin/env node
import { main, processIo } from "../dist/index.js";

// A reader that closes the pipe early, such as head, or a terminal that is gone is no error: what is under way goes on,
// and ends with its own exit code.
const unread = new AbortController();
const GONE = new Set(["EPIPE", "EIO"]);
let lost;
process.stdout.on("error", (error) => {
  if (GONE.has(error.code)) unread.abort();
  else lost ??= error.message;
});
process.stderr.on("error", () => {});

const exitCode = await main(process.argv, {
  ...processIo(),
  unread: unread.signal,
});

// Ends at once when everything is written: a signal that arrives while a process winds down would kill it, and its
// exit code with it.
const written = (stream) => new Promise((resolve) => stream.write("", resolve));
await Promise.all([written(process.stdout), written(process.stderr)]);
if (lost !== undefined)
  process.stderr.write(`trm: stdout could not be written: ${lost}.\n`);
process.exit(exitCode || (lost === undefined ? 0 : 1));
