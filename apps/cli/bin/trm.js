#!/usr/bin/env node
import { main } from "../dist/index.js";

// A reader that closes the pipe early, such as head, is no error.
process.stdout.on("error", (error) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

const exitCode = await main(process.argv);

// Ends at once when everything is written: a signal that arrives while a process winds down would kill it, and its
// exit code with it.
const written = (stream) => new Promise((resolve) => stream.write("", resolve));
await Promise.all([written(process.stdout), written(process.stderr)]);
process.exit(exitCode);
