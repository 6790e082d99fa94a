/** @file Lets tests run from source: Node cannot import tfjs-core's gradient table as ESM, so it is bundled as the build does. */
import { build } from "esbuild";
import { createRequire } from "node:module";
import type { Plugin } from "vite";

const GRADIENTS = "gradients/tfjs-gradients";

/** A Vite plugin that serves tfjs-core's gradient registration as one self-contained module. */
export const bundleGradients = (): Plugin => {
  let code: Promise<string> | undefined;
  const bundle = async (): Promise<string> => {
    const { resolve } = createRequire(import.meta.url);
    const result = await build({
      entryPoints: [resolve(`${GRADIENTS}.js`)],
      bundle: true,
      write: false,
      format: "esm",
      platform: "node",
      logLevel: "error",
    });
    return result.outputFiles[0]!.text;
  };
  return {
    name: "bundle-gradients",
    enforce: "pre",
    resolveId: (id) =>
      id.startsWith(GRADIENTS) ? `\0${GRADIENTS}` : undefined,
    load: (id) => (id === `\0${GRADIENTS}` ? (code ??= bundle()) : undefined),
  };
};
