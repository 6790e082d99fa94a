/**
 * @file The one vitest configuration.
 * `vitest run` runs everything but the slow tests; `--project smoke` the whole
 * stack in seconds; `--mode slow` only `*.slow.test.ts`.
 */
import { defineConfig } from "vitest/config";
import { bundleGradients } from "./tools/vitest/bundle-gradients.ts";

const SOURCE = ["@trm/source"];

const project = (name: string, folders: string[], mode: string) => {
  const ending =
    mode === "slow"
      ? "*.slow.test.ts"
      : name === "smoke"
        ? "*.smoke.test.ts"
        : "!(*.slow|*.smoke).test.ts";
  return {
    plugins: [bundleGradients()],
    // Packages resolve to their source, so that no test reads a stale build.
    resolve: { conditions: SOURCE },
    ssr: { resolve: { conditions: SOURCE } },
    test: {
      name,
      include: folders.map((folder) => `${folder}/**/${ending}`),
      exclude: ["**/node_modules/**", "**/dist/**"],
      environment: "node" as const,
      testTimeout: 60_000,
      hookTimeout: 60_000,
    },
  };
};

const PACKAGES = ["packages/*/{src,test}"];
const CLI = ["apps/*/{src,test}"];
const REPOSITORY = ["test", "bench"];

export default defineConfig(({ mode }) => ({
  test: {
    reporters: ["default", "./tools/vitest/summary-reporter.ts"],
    pool: "forks",
    maxWorkers: 2,
    passWithNoTests: mode === "slow",
    projects: [
      project("packages", PACKAGES, mode),
      project("cli", CLI, mode),
      project("repository", REPOSITORY, mode),
      ...(mode === "slow"
        ? []
        : [project("smoke", [...PACKAGES, ...CLI, ...REPOSITORY], mode)]),
    ],
  },
}));
