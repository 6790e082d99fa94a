#!/usr/bin/env node
import { main } from "../dist/index.js";

// A reader that closes the pipe early, such as head, is no error.
process.stdout.on("error", (error) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

process.exitCode = await main(process.argv);
