/** @file Entry of `npm run bench`. */

import { runCommand } from "./cli";

process.exitCode = await runCommand(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
