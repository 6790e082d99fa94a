import { packageConfig } from "../../tools/tsup/package-config.ts";

export default packageConfig({
  platform: "node",
  // Data that Node would have to read from another package at every start.
  noExternal: ["@trm/train/train-config.schema.json"],
  // The command, and the process that trains for it.
  entry: { index: "src/index.ts", trainer: "src/training/trainer-process.ts" },
  dts: { entry: "src/index.ts" },
});
