import { packageConfig } from "../../tools/tsup/package-config.ts";

export default packageConfig({
  entry: ["src/index.ts", "src/config/raw-config.ts"],
  platform: "node",
});
