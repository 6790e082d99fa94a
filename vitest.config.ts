import { defineConfig } from "vitest/config";
import { bundleGradients } from "./tools/vitest/bundle-gradients.ts";

const project = (name: string, include: string[]) => ({
  plugins: [bundleGradients()],
  resolve: { conditions: ["@trm/source"] },
  ssr: { resolve: { conditions: ["@trm/source"] } },
  test: {
    name,
    include,
    exclude: ["**/node_modules/**", "**/dist/**", "**/*.slow.test.ts"],
    environment: "node" as const,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

export default defineConfig({
  test: {
    reporters: ["default", "./tools/vitest/summary-reporter.ts"],
    pool: "forks",
    maxWorkers: 2,
    projects: [
      project("packages", ["packages/*/{src,test}/**/*.test.ts"]),
      project("cli", ["apps/*/{src,test}/**/*.test.ts"]),
      project("repository", ["test/**/*.test.ts", "bench/**/*.test.ts"]),
    ],
  },
});
