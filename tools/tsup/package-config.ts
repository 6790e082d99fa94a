/** @file The one tsup configuration; a package's `tsup.config.ts` states only what differs. */
import { defineConfig, type Options } from "tsup";

/** ESM with types and source maps, dependencies left external. */
export const packageConfig = (options: Options = {}) =>
  defineConfig({
    entry: ["src/index.ts"],
    format: ["esm"],
    dts: true,
    sourcemap: true,
    clean: true,
    target: "node20",
    platform: "neutral",
    treeshake: true,
    silent: true,
    ...options,
  });
