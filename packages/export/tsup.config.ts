import { packageConfig } from "../../tools/tsup/package-config.ts";

export default packageConfig({ platform: "node" });
