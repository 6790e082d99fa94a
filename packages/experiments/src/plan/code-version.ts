/** @file The versions of everything that makes a run's numbers. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { z } from "zod";

const PACKAGES = [
  ...["@trm/tasks", "@trm/models", "@trm/onnx", "@trm/train", "@trm/eval"],
  "onnxruntime-node",
] as const;

const manifest = z.object({ version: z.string() });

/** The version of an installed package; none is known of one that a program has been bundled with. */
function versionOf(name: string): string {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  for (const folder of folders)
    try {
      // Not every package lets its package.json be imported.
      const text = readFileSync(join(folder, name, "package.json"), "utf8");
      return manifest.parse(JSON.parse(text)).version;
    } catch {
      continue;
    }
  return "unknown";
}

/**
 * The installed code as one line, such as `@trm/tasks 0.1.0, …`. Not the commit: most commits change no number, and a
 * sweep may go on after them.
 */
export const codeVersion = (): string =>
  PACKAGES.map((name) => `${name} ${versionOf(name)}`).join(", ");
