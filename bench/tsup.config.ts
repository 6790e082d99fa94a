import { packageConfig } from "../tools/tsup/package-config.ts";

export default packageConfig({
  entry: ["src/index.ts", "src/tfjs-peer.ts"],
  platform: "node",
  dts: false,
});
