import { packageConfig } from "../../tools/tsup/package-config.ts";

export default packageConfig({
  entry: ["src/index.ts", "src/runtime/index.ts"],
  // Node cannot import this module of tfjs-core as ESM, so it is bundled; the
  // gradient registry it fills is global, one for all copies of tfjs-core.
  noExternal: [/^@tensorflow\/tfjs-core\/dist\//],
});
