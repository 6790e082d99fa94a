/** @file Starts turbo without its telemetry and its look for updates: a build sends nothing anywhere. */
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { status } = spawnSync(
  process.execPath,
  [require.resolve("turbo/bin/turbo"), ...process.argv.slice(2)],
  {
    stdio: "inherit",
    env: {
      ...process.env,
      TURBO_TELEMETRY_DISABLED: "1",
      TURBO_NO_UPDATE_NOTIFIER: "1",
    },
  },
);
process.exitCode = status ?? 1;
