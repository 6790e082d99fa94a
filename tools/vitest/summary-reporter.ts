/** @file Closes a test run with one line that programs can read. */
import { writeSync } from "node:fs";
import type { Reporter, TestModule } from "vitest/node";

const STDOUT = 1;

/**
 * Prints `N passed, N failed` as the last line.
 * A file that could not be loaded, a suite whose hook failed and an error
 * outside of any test count as one failure each.
 */
export default class SummaryReporter implements Reporter {
  #passed = 0;
  #failed = 0;

  onInit(): void {
    // Other reporters print after the run's end, so the line waits for the
    // exit; only a synchronous write is sure to come out then.
    process.once("exit", () => {
      writeSync(STDOUT, `${this.#passed} passed, ${this.#failed} failed\n`);
    });
  }

  onTestRunEnd(
    modules: readonly TestModule[],
    unhandledErrors: readonly unknown[],
  ): void {
    this.#passed = 0;
    this.#failed = unhandledErrors.length;
    for (const testModule of modules) {
      const suites = [...testModule.children.allSuites()];
      this.#failed += [testModule, ...suites].filter(
        (part) => part.errors().length > 0,
      ).length;
      for (const test of testModule.children.allTests()) {
        const { state } = test.result();
        this.#passed += state === "passed" ? 1 : 0;
        this.#failed += state === "failed" ? 1 : 0;
      }
    }
  }
}
