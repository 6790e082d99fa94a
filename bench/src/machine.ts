/** @file Where a benchmark ran. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { arch, cpus, platform } from "node:os";

/** The hardware and the operating system. */
export interface Machine {
  readonly cpu: string;
  /** Logical cores. */
  readonly cores: number;
  readonly platform: string;
}

/** This machine. */
export function describeMachine(): Machine {
  const cores = cpus();
  return {
    cpu: cores[0]?.model.trim() ?? "unknown processor",
    cores: cores.length,
    platform: `${platform()} ${arch()}`,
  };
}

/** The version of an installed package, found from this module. */
export function packageVersion(name: string): string {
  const require = createRequire(import.meta.url);
  for (const folder of require.resolve.paths(name) ?? []) {
    try {
      const text = readFileSync(`${folder}/${name}/package.json`, "utf8");
      return (JSON.parse(text) as { version: string }).version;
    } catch {
      // Not in this folder: the next one up.
    }
  }
  return "unknown";
}
